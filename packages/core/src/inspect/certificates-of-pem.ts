import { decodePem } from '../x509/pem.ts';

/** The certificates of a PEM text, DER each; blocks of other kinds are passed over. */
export function certificatesOfPem(pem: string): readonly Uint8Array[] {
  return decodePem(pem)
    .blocks.filter(({ type }) => type === 'CERTIFICATE')
    .map(({ der }) => der);
}
