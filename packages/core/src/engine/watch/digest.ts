import { hash } from 'node:crypto';
import { Latest } from '../../x509/latest.ts';

/** Of thousands of nodes most say the same. */
const digests = new Latest<string>(16);

/** How roots and keys are named: SHA-256, `sha256:…`; `undefined` of nothing. */
export function digestOf(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined;
  return digests.get(bytes, (copy) => `sha256:${hash('sha256', copy, 'hex')}`);
}
