import { Tag, readOid, readSmallInteger } from '../../../x509/der-reader.ts';
import type { DerReader } from '../../../x509/der-reader.ts';
import { nodeCrypto } from '../../node-crypto.ts';
import { hmacOf, readPbkdf2 } from '../encryption.ts';

/** What a PKCS #12 file is protected with against change (RFC 7292 §4, RFC 9579). */
export interface Mac {
  /** `HMAC-SHA-256`, or as the OID of its digest. */
  readonly name: string;
  readonly rounds: number;
  /** Whether the password makes it, in one of these forms; left out for one that is not checked here. */
  readonly check?: (passwords: readonly Password[], contents: Uint8Array) => Password | undefined;
}

/** A password as the two key derivations want it. */
export interface Password {
  /** UTF-8 */
  readonly utf8: Uint8Array;
  /** BMPString with two zero bytes at its end (RFC 7292 §B.1). */
  readonly bmp: Uint8Array;
}

/** The forms of a password: an empty one may be no bytes at all, as OpenSSL knows. */
export function passwordForms(password: string): readonly Password[] {
  const utf8 = Buffer.from(password, 'utf8');
  const bmp = Buffer.from(`${password}\0`, 'utf16le').swap16();
  return password === ''
    ? [
        { utf8, bmp },
        { utf8, bmp: new Uint8Array() },
      ]
    : [{ utf8, bmp }];
}

interface Digest {
  readonly name: string;
  /** In node:crypto. */
  readonly digest: string;
  /** Bytes of a block of the hash function. */
  readonly block: number;
}

const sha2 = '2.16.840.1.101.3.4.2';
const digests: ReadonlyMap<string, Digest> = new Map([
  ['1.3.14.3.2.26', { name: 'SHA-1', digest: 'sha1', block: 64 }],
  [`${sha2}.4`, { name: 'SHA-224', digest: 'sha224', block: 64 }],
  [`${sha2}.1`, { name: 'SHA-256', digest: 'sha256', block: 64 }],
  [`${sha2}.2`, { name: 'SHA-384', digest: 'sha384', block: 128 }],
  [`${sha2}.3`, { name: 'SHA-512', digest: 'sha512', block: 128 }],
]);
const pbmac1 = '1.2.840.113549.1.5.14';
const pbkdf2 = '1.2.840.113549.1.5.12';
/**
 * Reads a MacData.
 *
 * @throws {X509Problem} `malformed-der`
 */
export function readMac(fields: DerReader): Mac {
  const info = fields.enter(Tag.sequence, 'DigestInfo');
  const algorithm = info.enter(Tag.sequence, 'digest algorithm');
  const oid = readOid(algorithm.contents(Tag.oid, 'digest algorithm'));
  const wanted = info.contents(Tag.octetString, 'digest');
  const salt = fields.contents(Tag.octetString, 'salt of the MAC');
  const rounds = fields.done ? 1 : readSmallInteger(fields.contents(Tag.integer, 'rounds of the MAC'), 'rounds');
  fields.finish('MacData');
  if (oid === pbmac1) return readPbmac1(algorithm.enter(Tag.sequence, 'PBMAC1-params'), wanted);
  const digest = digests.get(oid);
  if (digest === undefined) return { name: oid, rounds };
  return {
    name: `HMAC-${digest.name}`,
    rounds,
    check: (passwords, contents) =>
      passwords.find(({ bmp }) => isMac(digest.digest, derive(digest, bmp, salt, rounds), contents, wanted)),
  };
}

/** @param fields over PBMAC1-params (RFC 8018 §A.5) */
function readPbmac1(fields: DerReader, wanted: Uint8Array): Mac {
  const derivation = fields.enter(Tag.sequence, 'keyDerivationFunc');
  const scheme = readOid(fields.enter(Tag.sequence, 'messageAuthScheme').contents(Tag.oid, 'messageAuthScheme'));
  const hmac = hmacOf(scheme);
  if (readOid(derivation.contents(Tag.oid, 'key derivation')) !== pbkdf2) return { name: 'PBMAC1', rounds: 1 };
  const { digest: prf, salt, rounds, keyLength } = readPbkdf2(derivation.enter(Tag.sequence, 'PBKDF2-params'));
  const isKnown = hmac !== undefined && prf !== undefined && keyLength !== undefined;
  if (!isKnown || keyLength < 1 || keyLength > longestKey) return { name: 'PBMAC1', rounds };
  return {
    name: `PBMAC1 (${hmac.name})`,
    rounds,
    check: (passwords, contents) =>
      passwords.find(({ utf8 }) =>
        isMac(hmac.digest, nodeCrypto().pbkdf2Sync(utf8, salt, rounds, keyLength, prf), contents, wanted),
      ),
  };
}

/** RFC 9579 §9 recommends the digest's length. */
const longestKey = 64;

function isMac(digest: string, key: Uint8Array, contents: Uint8Array, wanted: Uint8Array): boolean {
  const { createHmac, timingSafeEqual } = nodeCrypto();
  const made = createHmac(digest, key).update(contents).digest();
  return made.length === wanted.length && timingSafeEqual(made, wanted);
}

const macKey = 3;

/** The key derivation of PKCS #12 (RFC 7292 §B.2) for a MAC, whose key is as long as a digest: so one block of it. */
function derive({ digest, block }: Digest, password: Uint8Array, salt: Uint8Array, rounds: number): Uint8Array {
  const parts = [new Uint8Array(block).fill(macKey), repeated(salt, block), repeated(password, block)];
  const { hash } = nodeCrypto();
  let key: Uint8Array = Buffer.concat(parts);
  for (let round = 0; round < rounds; round++) key = hash(digest, key, 'buffer');
  return key;
}

/** As often as needed to fill whole blocks. */
function repeated(bytes: Uint8Array, block: number): Uint8Array {
  const length = bytes.length === 0 ? 0 : block * Math.ceil(bytes.length / block);
  return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0);
}
