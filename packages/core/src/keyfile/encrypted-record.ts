import { KeyFileProblem } from './problem.ts';

/** How a record is encrypted: swarmkit's `MaybeEncryptedRecord.Algorithm`. */
export const Algorithm = { none: 0, secretbox: 1, fernet: 2 } as const;
export type Algorithm = (typeof Algorithm)[keyof typeof Algorithm];

const algorithmNames = ['NONE', 'SECRETBOX_SALSA20_POLY1305', 'FERNET_AES_128_CBC'] as const;

/** Bytes that are encrypted or not, and say which (docs/protocol.md §10.2). */
interface MaybeEncryptedRecord {
  readonly algorithm: Algorithm;
  readonly data: Uint8Array;
  /** Empty for algorithms that keep theirs in the data. */
  readonly nonce: Uint8Array;
}

export interface Encrypter {
  encrypt(plaintext: Uint8Array): MaybeEncryptedRecord;
}

export interface Decrypter {
  /** @returns the plaintext, or `undefined` when the record is of another algorithm or of another key */
  decrypt(record: MaybeEncryptedRecord): Uint8Array | undefined;
}

/** Leaves everything as it is, and reads nothing that is encrypted. */
export const plain: Encrypter & Decrypter = {
  encrypt: (plaintext) => ({ algorithm: Algorithm.none, data: plaintext, nonce: new Uint8Array() }),
  decrypt: ({ algorithm, data }) => (algorithm === Algorithm.none ? data : undefined),
};

/** Reads whatever one of several can read; they may be of this kind themselves. */
export function multiDecrypter(...decrypters: readonly Decrypter[]): Decrypter {
  return {
    decrypt(record) {
      for (const decrypter of decrypters) {
        const plaintext = decrypter.decrypt(record);
        if (plaintext !== undefined) return plaintext;
      }
      return undefined;
    },
  };
}

/**
 * Encrypts into a record.
 *
 * @returns a MaybeEncryptedRecord in protobuf
 * @throws {KeyFileProblem} `no-encrypter`
 */
export function sealRecord(plaintext: Uint8Array, encrypter: Encrypter | undefined): Uint8Array {
  if (encrypter === undefined) throw new KeyFileProblem('no-encrypter', 'no encrypter specified');
  return encodeRecord(encrypter.encrypt(plaintext));
}

/**
 * Decrypts a record.
 *
 * @param bytes a MaybeEncryptedRecord in protobuf
 * @throws {KeyFileProblem} `cannot-decrypt` for bytes that are no record, and for a record that the decrypter cannot read
 */
export function openRecord(bytes: Uint8Array, decrypter: Decrypter | undefined): Uint8Array {
  if (decrypter === undefined) throw new KeyFileProblem('cannot-decrypt', 'no decrypter specified');
  const record = decodeRecord(bytes);
  if (record === undefined) throw cannotDecrypt('unable to unmarshal as MaybeEncryptedRecord');
  const plaintext = decrypter.decrypt(record);
  if (plaintext !== undefined) return plaintext;
  throw cannotDecrypt(`cannot decrypt record encrypted using ${algorithmNames[record.algorithm]}`);
}

/** The first byte of each field in protobuf: its number and its kind. */
const Field = { algorithm: 0x08, data: 0x12, nonce: 0x1a } as const;

function encodeRecord({ algorithm, data, nonce }: MaybeEncryptedRecord): Uint8Array {
  return Buffer.concat([
    Uint8Array.from(algorithm === Algorithm.none ? [] : [Field.algorithm, algorithm]),
    ...encodeBytes(Field.data, data),
    ...encodeBytes(Field.nonce, nonce),
  ]);
}

function encodeBytes(field: number, bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length === 0) return [];
  const header = [field];
  let left = bytes.length;
  for (; left >= 0x80; left >>>= 7) header.push((left & 0x7f) | 0x80);
  return [Uint8Array.from([...header, left]), bytes];
}

/** Stricter than protobuf: each field once at most, and no others. Views of the input, never copies. */
function decodeRecord(bytes: Uint8Array): MaybeEncryptedRecord | undefined {
  const fields = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length;) {
    const field = bytes[at] ?? 0;
    const value = field === Field.algorithm ? { start: at + 1, end: at + 2 } : locateBytes(bytes, at + 1);
    const isKnown = field === Field.algorithm || field === Field.data || field === Field.nonce;
    if (!isKnown || fields.has(field) || value === undefined || value.end > bytes.length) return undefined;
    fields.set(field, bytes.subarray(value.start, value.end));
    at = value.end;
  }
  const [number = 0] = fields.get(Field.algorithm) ?? [];
  const algorithm = Object.values(Algorithm).find((known) => known === number);
  if (algorithm === undefined) return undefined;
  const empty = new Uint8Array();
  return { algorithm, data: fields.get(Field.data) ?? empty, nonce: fields.get(Field.nonce) ?? empty };
}

/** Where the contents lie of which the length stands at `at`: a varint of four bytes at most, 256 MiB. */
function locateBytes(bytes: Uint8Array, at: number): { readonly start: number; readonly end: number } | undefined {
  let length = 0;
  for (let index = 0; index < 4; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    length |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) return { start: at + index + 1, end: at + index + 1 + length };
  }
  return undefined;
}

function cannotDecrypt(message: string): KeyFileProblem {
  return new KeyFileProblem('cannot-decrypt', message, {
    expected: 'the key with which the record was encrypted, or none for one that is not',
    next: 'Unlock with the key of that time.',
  });
}
