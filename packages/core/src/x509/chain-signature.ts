import { constants, verify } from 'node:crypto';
import type { KeyObject, VerifyKeyObjectInput } from 'node:crypto';
import { checkSignature, isSigning } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { publicKeyOf } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { reasonOf } from '../problem.ts';
import { checkPublicKey } from './public-key.ts';

/**
 * What came out of a signature: `foreign` is one that another key has made, `refused` one of a kind that Go refuses, and
 * `unknown` what Go could check and this node:crypto cannot, as that of Electron may be.
 */
type SignatureResult =
  | { readonly result: 'good' }
  | { readonly result: 'foreign' | 'refused' | 'unknown'; readonly message: string };

/** Digests of RSASSA-PSS by the names that Go has for it; the salt is as long as the digest. */
const pss: ReadonlyMap<string, string> = new Map([
  ['SHA256-RSAPSS', 'sha256'],
  ['SHA384-RSAPSS', 'sha384'],
  ['SHA512-RSAPSS', 'sha512'],
]);
const ed25519 = 'Ed25519';

/** Go takes no other exponents. */
const [leastExponent, mostExponent] = [2n, 2n ** 31n - 1n];

/**
 * Checks who signed a certificate, with all algorithms that Go takes in chains: RSA, RSASSA-PSS and ECDSA with SHA-2, and
 * Ed25519.
 *
 * @param issuer one whose form was checked
 */
export function checkChainSignature(child: Certificate, issuer: Certificate): SignatureResult {
  const { signatureAlgorithm: algorithm } = child;
  const kind = keyKindFor(algorithm);
  if (kind === undefined) {
    const isWeak = /^MD5|SHA1/.test(algorithm.name);
    const why = isWeak
      ? `x509: cannot verify signature: insecure algorithm ${algorithm.name}`
      : 'x509: cannot verify signature: algorithm unimplemented';
    return { result: 'refused', message: why };
  }
  if (checkPublicKey(issuer.spki) !== kind) {
    return { result: 'refused', message: `x509: signature algorithm ${algorithm.name} does not fit the issuer’s key` };
  }
  try {
    const key = publicKeyOf(issuer);
    const { publicExponent = leastExponent } = key.asymmetricKeyDetails ?? {};
    if (publicExponent < leastExponent || publicExponent > mostExponent) {
      return { result: 'refused', message: 'crypto/rsa: the public exponent is too small or too large' };
    }
    if (isSignature(algorithm, child, key)) return { result: 'good' };
  } catch (error) {
    const reason = reasonOf(error);
    return { result: 'unknown', message: `this program’s cryptography cannot check ${algorithm.name}: ${reason}` };
  }
  return { result: 'foreign', message: `x509: ${{ rsa: 'RSA', ec: 'ECDSA', ed25519 }[kind]} verification failure` };
}

function keyKindFor(algorithm: SignatureAlgorithm): 'rsa' | 'ec' | 'ed25519' | undefined {
  if (isSigning(algorithm)) return algorithm.key;
  if (algorithm.name === ed25519) return 'ed25519';
  return pss.has(algorithm.name) ? 'rsa' : undefined;
}

function isSignature(algorithm: SignatureAlgorithm, { tbs, signature }: Certificate, key: KeyObject): boolean {
  if (isSigning(algorithm)) return checkSignature(algorithm, tbs, signature, key);
  const digest = pss.get(algorithm.name);
  if (digest === undefined) return verify(null, tbs, key, signature);
  const padding: VerifyKeyObjectInput = {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  return verify(digest, tbs, padding, signature);
}
