import { DerReader, Tag, checkInteger, malformed, readBitString, readOid } from '../../x509/der-reader.ts';
import { Oid } from '../../x509/oid.ts';
import type { KeyKind } from './item.ts';

/** Of algorithms and curves of keys, as far as they have a name here (RFC 5480, RFC 5639, RFC 8410, SEC 2). */
export const KeyOid = {
  dsa: '1.2.840.10040.4.1',
  x25519: '1.3.101.110',
  x448: '1.3.101.111',
  ed448: '1.3.101.113',
} as const;

const curveNames: ReadonlyMap<string, string> = new Map([
  [Oid.p224, 'P-224'],
  [Oid.p256, 'P-256'],
  [Oid.p384, 'P-384'],
  [Oid.p521, 'P-521'],
  ['1.2.840.10045.3.1.1', 'P-192'],
  ['1.3.132.0.10', 'secp256k1'],
  ['1.3.36.3.3.2.8.1.1.7', 'brainpoolP256r1'],
  ['1.3.36.3.3.2.8.1.1.11', 'brainpoolP384r1'],
  ['1.3.36.3.3.2.8.1.1.13', 'brainpoolP512r1'],
]);

/**
 * What a key is.
 *
 * @param spki DER SubjectPublicKeyInfo
 * @throws {X509Problem} `malformed-der`
 */
export function keyKind(spki: Uint8Array): KeyKind {
  const outer = new DerReader(spki);
  const fields = outer.enter(Tag.sequence, 'subjectPublicKeyInfo');
  outer.finish('subjectPublicKeyInfo');
  const algorithm = fields.enter(Tag.sequence, 'algorithm of the key');
  const oid = readOid(algorithm.contents(Tag.oid, 'algorithm of the key'));
  const key = readBitString(fields.contents(Tag.bitString, 'public key'), 'public key');
  fields.finish('subjectPublicKeyInfo');
  switch (oid) {
    case Oid.ecPublicKey:
      return { algorithm: 'ec', curve: curveOf(algorithm) };
    case Oid.rsaEncryption:
      return { algorithm: 'rsa', bits: modulusBits(key) };
    case Oid.rsassaPss:
      return { algorithm: 'rsa-pss', bits: modulusBits(key) };
    case KeyOid.dsa:
      return { algorithm: 'dsa', ...dsaBits(algorithm) };
    case Oid.ed25519:
      return { algorithm: 'ed25519' };
    case KeyOid.ed448:
      return { algorithm: 'ed448' };
    case KeyOid.x25519:
      return { algorithm: 'x25519' };
    default:
      return { algorithm: 'other', oid };
  }
}

/** @param parameters ECParameters (RFC 5480 §2.1.1), which may be written out in older keys (SEC 1 §C.2) */
function curveOf(parameters: DerReader): string {
  if (parameters.nextTag !== Tag.oid) {
    parameters.element(Tag.sequence, 'parameters of the curve');
    return 'explicit';
  }
  const oid = readOid(parameters.contents(Tag.oid, 'named curve'));
  return curveNames.get(oid) ?? oid;
}

function modulusBits(key: Uint8Array): number {
  return bitLength(new DerReader(key).enter(Tag.sequence, 'RSA key').contents(Tag.integer, 'modulus'), 'modulus');
}

/** Parameters may be inherited from the issuer's key (RFC 3279 §2.3.2). */
function dsaBits(parameters: DerReader): { readonly bits?: number } {
  const numbers = parameters.optional(Tag.sequence, 'parameters of a DSA key');
  return numbers === undefined ? {} : { bits: bitLength(numbers.contents(Tag.integer, 'prime'), 'prime') };
}

/** Of a positive INTEGER. @throws {X509Problem} `malformed-der` */
function bitLength(contents: Uint8Array, what: string): number {
  checkInteger(contents, what);
  const start = contents[0] === 0 ? 1 : 0;
  const first = contents[start] ?? 0;
  if (first === 0 || (start === 0 && first >= 0x80)) throw malformed(`the ${what} is not positive`);
  return 8 * (contents.length - start) - Math.clz32(first) + 24;
}
