import { decodePem, encodePem } from '../../packages/core/src/x509/pem.ts';

/** The blocks of a PEM text, each as PEM of its own. */
export function splitPem(pem: string): readonly string[] {
  return decodePem(pem).blocks.map(({ type, der }) => encodePem(type, der));
}
