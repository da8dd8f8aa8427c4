import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { DerReader, Tag, readOid, readSmallInteger } from '../x509/der-reader.ts';
import { der, integer, octetString, oid, raw, sequence } from '../x509/der-writer.ts';
import { readPrivateKeyDer } from '../x509/private-key.ts';
import { KeyFileProblem } from './problem.ts';
import type { Random } from './random.ts';

const Oid = {
  pbkdf2: '1.2.840.113549.1.5.12',
  pbes2: '1.2.840.113549.1.5.13',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
} as const;

const cipher = 'aes-256-cbc';
const keyLength = 32;
const blockLength = 16;
const saltLength = 8;
const iterations = 2048;
/** Docker writes 2048. This many take a tenth of a second; a file could ask for years. */
const mostIterations = 100_000;

/**
 * Encrypts a private key as Docker does: EncryptedPrivateKeyInfo (RFC 5958 §3) with PBES2, PBKDF2 by HMAC-SHA1 and
 * AES-256-CBC (RFC 8018). Neither the PRF nor the key's length is written: both are the defaults.
 *
 * @param privateKey PKCS #8, DER
 * @param password raw bytes
 * @returns DER
 */
export function encryptPkcs8(privateKey: Uint8Array, password: Uint8Array, random: Random): Uint8Array {
  const [salt, iv] = [random(saltLength), random(blockLength)];
  const cipherKey = pbkdf2Sync(password, salt, iterations, keyLength, 'sha1');
  const encryption = createCipheriv(cipher, cipherKey, iv);
  const data = Buffer.concat([encryption.update(privateKey), encryption.final()]);
  const rounds = integer(Uint8Array.of(iterations >> 8, iterations & 0xff));
  const kdf = sequence(oid(Oid.pbkdf2), sequence(octetString(raw(salt)), rounds));
  const scheme = sequence(oid(Oid.aes256Cbc), octetString(raw(iv)));
  return der(sequence(sequence(oid(Oid.pbes2), sequence(kdf, scheme)), octetString(raw(data))));
}

/**
 * Whether DER is an EncryptedPrivateKeyInfo: a plain key begins with a version, this with an algorithm.
 *
 * @throws {X509Problem} `malformed-der`
 */
export function isEncryptedPkcs8(bytes: Uint8Array): boolean {
  const fields = new DerReader(bytes).optional(Tag.sequence, 'private key');
  const algorithm = fields?.optional(Tag.sequence, 'encryptionAlgorithm');
  return algorithm !== undefined && fields?.nextTag === Tag.octetString;
}

/**
 * Decrypts what {@link encryptPkcs8} wrote. As in Docker, a PRF that is named is not looked at: a key made with another
 * one looks like one with another password.
 *
 * @param bytes EncryptedPrivateKeyInfo, DER
 * @returns the private key, DER
 * @throws {KeyFileProblem} `unsupported-encryption`, `wrong-password`, with Docker's words
 */
export function decryptPkcs8(bytes: Uint8Array, password: Uint8Array): Uint8Array {
  const { salt, rounds, iv, data } = readParameters(bytes);
  if (data.length === 0 || data.length % blockLength !== 0) throw incorrectPassword();
  const cipherKey = pbkdf2Sync(password, salt, rounds, keyLength, 'sha1');
  const decryption = createDecipheriv(cipher, cipherKey, iv).setAutoPadding(false);
  const padded = Buffer.concat([decryption.update(data), decryption.final()]);
  const privateKey = firstKey(padded);
  if (privateKey === undefined) throw incorrectPassword();
  if ((padded.at(-1) ?? 0) > blockLength) throw unsupported('pkcs8: invalid padding size');
  return privateKey;
}

interface Parameters {
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly iv: Uint8Array;
  readonly data: Uint8Array;
}

/** As Docker reads it: the whole structure first, its identifiers afterwards, and what follows in a sequence passed over. */
function readParameters(bytes: Uint8Array): Parameters {
  let read: Parameters & { readonly scheme: string; readonly kdfName: string; readonly cipherName: string };
  try {
    const outer = new DerReader(bytes).enter(Tag.sequence, 'EncryptedPrivateKeyInfo');
    const algorithm = outer.enter(Tag.sequence, 'encryptionAlgorithm');
    const scheme = readOid(algorithm.contents(Tag.oid, 'algorithm'));
    const pbes2 = algorithm.enter(Tag.sequence, 'PBES2-params');
    const kdf = pbes2.enter(Tag.sequence, 'keyDerivationFunc');
    const kdfName = readOid(kdf.contents(Tag.oid, 'algorithm'));
    const pbkdf2 = kdf.enter(Tag.sequence, 'PBKDF2-params');
    const salt = pbkdf2.contents(Tag.octetString, 'salt');
    const rounds = readSmallInteger(pbkdf2.contents(Tag.integer, 'iterationCount'), 'iterationCount');
    const encryption = pbes2.enter(Tag.sequence, 'encryptionScheme');
    const cipherName = readOid(encryption.contents(Tag.oid, 'algorithm'));
    const iv = encryption.contents(Tag.octetString, 'IV');
    read = { scheme, kdfName, cipherName, salt, rounds, iv, data: outer.contents(Tag.octetString, 'encryptedData') };
  } catch (cause) {
    throw unsupported('pkcs8: only PKCS #5 v2.0 supported', cause);
  }
  if (read.scheme !== Oid.pbes2) throw unsupported('pkcs8: only PBES2 supported');
  if (read.kdfName !== Oid.pbkdf2) throw unsupported('pkcs8: only PBKDF2 supported');
  if (read.cipherName !== Oid.aes256Cbc || read.iv.length !== blockLength) {
    throw unsupported('pkcs8: only AES-256-CBC supported');
  }
  if (read.rounds < 1 || read.rounds > mostIterations) {
    throw unsupported(`pkcs8: ${read.rounds} iterations are not within 1 and ${mostIterations}`);
  }
  return read;
}

/** The private key with which some bytes begin. */
function firstKey(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const key = new DerReader(bytes).element(Tag.sequence, 'private key');
    readPrivateKeyDer(key);
    return key;
  } catch {
    // Not by failing to decrypt but by yielding rubbish a wrong password shows itself.
    return undefined;
  }
}

function incorrectPassword(): KeyFileProblem {
  return new KeyFileProblem('wrong-password', 'pkcs8: incorrect password', {
    expected: 'the password with which the key was encrypted',
    next: 'Give that password; a key that another program encrypted is converted by `openssl pkcs8 -v2prf hmacWithSHA1`.',
  });
}

function unsupported(message: string, cause?: unknown): KeyFileProblem {
  return new KeyFileProblem('unsupported-encryption', message, {
    expected: 'PKCS #8 encrypted with PBES2: PBKDF2 with HMAC-SHA1, AES-256-CBC',
    next: 'Encrypt the key again: `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA1`.',
    cause,
  });
}
