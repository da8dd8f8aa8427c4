import { constants, verify } from 'node:crypto';
import { readPublicKey } from '../../x509/certificate.ts';
import { Oid } from '../../x509/oid.ts';
import { X509Problem } from '../../x509/problem.ts';
import { keyKind } from '../items/key-kind.ts';
import type { KeyKind } from '../items/item.ts';
import type { AlgorithmDescription } from './parts.ts';

/** Whether something was signed by a key; `not-judged` where the algorithm or the key is none that is checked here. */
export type SignatureState = 'good' | 'bad' | 'not-judged';

interface Scheme {
  readonly keys: readonly KeyKind['algorithm'][];
  /** In node:crypto; `undefined` for those that know their own. */
  readonly digest: string | undefined;
}

const rsa = (digest: string): Scheme => ({ keys: ['rsa'], digest });
const ecdsa = (digest: string): Scheme => ({ keys: ['ec'], digest });
const dsa = (digest: string): Scheme => ({ keys: ['dsa'], digest });

/** RFC 3279 §2.2, RFC 4055 §5, RFC 5758 §3, RFC 8410 §6. Weak digests too: that they are weak is for others to say. */
const schemes: ReadonlyMap<string, Scheme> = new Map([
  ['1.2.840.113549.1.1.4', rsa('md5')],
  ['1.2.840.113549.1.1.5', rsa('sha1')],
  ['1.2.840.113549.1.1.14', rsa('sha224')],
  ['1.2.840.113549.1.1.11', rsa('sha256')],
  ['1.2.840.113549.1.1.12', rsa('sha384')],
  ['1.2.840.113549.1.1.13', rsa('sha512')],
  ['1.2.840.10045.4.1', ecdsa('sha1')],
  ['1.2.840.10045.4.3.1', ecdsa('sha224')],
  ['1.2.840.10045.4.3.2', ecdsa('sha256')],
  ['1.2.840.10045.4.3.3', ecdsa('sha384')],
  ['1.2.840.10045.4.3.4', ecdsa('sha512')],
  ['1.2.840.10040.4.3', dsa('sha1')],
  ['2.16.840.1.101.3.4.3.1', dsa('sha224')],
  ['2.16.840.1.101.3.4.3.2', dsa('sha256')],
  [Oid.ed25519, { keys: ['ed25519'], digest: undefined }],
  ['1.3.101.113', { keys: ['ed448'], digest: undefined }],
]);

const pssDigests: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  [Oid.sha256, 'sha256'],
  [Oid.sha384, 'sha384'],
  [Oid.sha512, 'sha512'],
]);

/**
 * Checks a signature against the key that is said to have made it, such as that of a request against its own.
 *
 * @param spki DER SubjectPublicKeyInfo
 */
export function checkOwnSignature(
  algorithm: AlgorithmDescription,
  signed: Uint8Array,
  spki: Uint8Array,
  signature: Uint8Array,
): SignatureState {
  try {
    const { algorithm: kind, curve } = keyKind(spki);
    // Of parameters that are written out nobody knows what work they make.
    if (curve === 'explicit') return 'not-judged';
    const scheme = algorithm.oid === Oid.rsassaPss ? pssScheme(algorithm) : schemes.get(algorithm.oid);
    if (scheme === undefined) return 'not-judged';
    if (!scheme.keys.includes(kind)) return 'bad';
    const key = readPublicKey(spki);
    const { pss } = algorithm;
    const padding = pss && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss.saltLength };
    return verify(scheme.digest, signed, { key, ...padding }, signature) ? 'good' : 'bad';
  } catch (error) {
    // What OpenSSL cannot do with this key or digest, or refuses by its security level, it says by throwing.
    if (error instanceof X509Problem || isOfOpenssl(error)) return 'not-judged';
    throw error;
  }
}

/** One digest throughout is what node:crypto can be told. */
function pssScheme({ pss }: AlgorithmDescription): Scheme | undefined {
  if (pss === undefined || pss.hash.oid !== pss.maskHash.oid || pss.trailerField !== 1) return undefined;
  const digest = pssDigests.get(pss.hash.oid);
  return digest === undefined ? undefined : { keys: ['rsa', 'rsa-pss'], digest };
}

function isOfOpenssl(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_');
}
