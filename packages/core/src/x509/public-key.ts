import { hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { DerReader, Tag, checkInteger, malformed, readBitString, readOid } from './der-reader.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';
import { bitString, der, oid, sequence } from './der-writer.ts';

const pointLength = 65;
const template = der(sequence(sequence(oid(Oid.ecPublicKey), oid(Oid.p256)), bitString([new Uint8Array(pointLength)])));
const p256Header = template.subarray(0, -pointLength);

/**
 * The SubjectPublicKeyInfo of a P-256 key. Made from the key's coordinates: OpenSSL's own export costs ten times as much.
 *
 * @returns DER, 91 bytes
 * @throws {X509Problem} `unsupported-algorithm` for any other key
 */
export function p256Spki(publicKey: KeyObject): Uint8Array {
  const { crv, x, y } = publicKey.export({ format: 'jwk' });
  if (crv !== 'P-256' || x === undefined || y === undefined) {
    throw new X509Problem('unsupported-algorithm', 'the key is not on the curve P-256', {
      expected: 'a P-256 key, the kind that nodes of a swarm have',
    });
  }
  return Buffer.concat([p256Header, Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}

/** Whether a SubjectPublicKeyInfo is that of a P-256 key, uncompressed. @param spki DER */
export function isP256Spki(spki: Uint8Array): boolean {
  return (
    spki.length === template.length &&
    Buffer.compare(spki.subarray(0, p256Header.length), p256Header) === 0 &&
    spki[p256Header.length] === 4
  );
}

/**
 * The identifier of a key by the first method of RFC 5280 §4.2.1.2: SHA-1 over the bits of the key.
 *
 * @param spki DER SubjectPublicKeyInfo
 * @returns 20 bytes
 */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  const fields = new DerReader(spki).enter(Tag.sequence, 'subjectPublicKeyInfo');
  fields.element(Tag.sequence, 'algorithm');
  return hash('sha1', readBitString(fields.contents(Tag.bitString, 'public key'), 'public key'), 'buffer');
}

/** Curves that Go can read. Swarm refuses P-224 later, and by another name. */
const curves: ReadonlySet<string> = new Set([Oid.p224, Oid.p256, Oid.p384, Oid.p521]);
const uncompressed = 4;

/**
 * Checks the form of a key as Go does when it reads a certificate: RSA with NULL as its parameters, ECDSA on a named curve
 * that it knows and not compressed, Ed25519 without parameters. Of kinds that Go does not know it leaves the key alone.
 *
 * @param spki DER SubjectPublicKeyInfo
 * @returns the kind of key
 * @throws {X509Problem} `malformed-der`
 */
export function checkPublicKey(spki: Uint8Array): 'rsa' | 'ec' | 'ed25519' | 'other' {
  if (isP256Spki(spki)) return 'ec';
  const fields = new DerReader(spki).enter(Tag.sequence, 'subjectPublicKeyInfo');
  const algorithm = fields.enter(Tag.sequence, 'algorithm of the key');
  const kind = readOid(algorithm.contents(Tag.oid, 'algorithm of the key'));
  const key = readBitString(fields.contents(Tag.bitString, 'public key'), 'public key');
  fields.finish('subjectPublicKeyInfo');
  switch (kind) {
    case Oid.rsaEncryption:
      checkRsaKey(algorithm, new DerReader(key));
      return 'rsa';
    case Oid.ecPublicKey:
      checkPoint(readOid(algorithm.contents(Tag.oid, 'named curve')), key);
      return 'ec';
    case Oid.ed25519:
      algorithm.finish('parameters of an Ed25519 key');
      if (key.length !== ed25519Length) throw malformed('an Ed25519 key has 32 bytes');
      return 'ed25519';
    default:
      return 'other';
  }
}

const ed25519Length = 32;

function checkRsaKey(algorithm: DerReader, key: DerReader): void {
  if (algorithm.contents(Tag.null, 'parameters of an RSA key').length > 0) throw malformed('NULL is not empty');
  const numbers = key.enter(Tag.sequence, 'RSA key');
  checkPositive(numbers.contents(Tag.integer, 'modulus'), 'the modulus');
  checkPositive(numbers.contents(Tag.integer, 'public exponent'), 'the public exponent');
}

function checkPositive(contents: Uint8Array, what: string): void {
  checkInteger(contents, what);
  if ((contents[0] ?? 0) & 0x80 || contents.every((byte) => byte === 0)) throw malformed(`${what} is not positive`);
}

/** Whether the point has the right length and lies on the curve, OpenSSL says when it reads the key. */
function checkPoint(curve: string, point: Uint8Array): void {
  if (!curves.has(curve)) throw malformed(`the elliptic curve ${curve} is not supported`);
  if (point[0] !== uncompressed) throw malformed('the point is not written uncompressed');
}
