import { hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { DerReader, Tag, readBitString } from './der-reader.ts';
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
