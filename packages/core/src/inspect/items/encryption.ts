import { DerReader, Tag, readOid, readSmallInteger } from '../../x509/der-reader.ts';
import { printable } from '../../printable.ts';

/** How something is encrypted with a password (RFC 8018, RFC 7292 §C, RFC 7914), by the names of its parts. */
export interface Encryption {
  readonly scheme: 'PBES2' | 'PBES1' | 'PKCS #12 PBE' | 'other';
  /** `AES-256-CBC`, or as its OID. */
  readonly cipher: string;
  /** `PBKDF2`, `scrypt`, or as its OID; left out where the scheme says it. */
  readonly kdf?: string;
  /** Of PBKDF2: `HMAC-SHA-256`; of older schemes the digest, `SHA-1`. Or as its OID. */
  readonly prf?: string;
  /** Rounds of the key derivation; for scrypt its cost N. */
  readonly rounds?: number;
  /** What is needed to open it; left out for all but PBES2 with PBKDF2 and AES-CBC. */
  readonly parameters?: Pbes2Parameters;
}

interface Pbes2Parameters {
  readonly cipher: 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';
  readonly keyLength: number;
  readonly digest: string;
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly iv: Uint8Array;
}

const Oid = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  scrypt: '1.3.6.1.4.1.11591.4.11',
  hmacSha1: '1.2.840.113549.2.7',
} as const;

interface CipherName {
  readonly name: string;
  readonly opens?: { readonly cipher: Pbes2Parameters['cipher']; readonly keyLength: number };
}

const aes = '2.16.840.1.101.3.4.1';
const ciphers: ReadonlyMap<string, CipherName> = new Map<string, CipherName>([
  [`${aes}.2`, { name: 'AES-128-CBC', opens: { cipher: 'aes-128-cbc', keyLength: 16 } }],
  [`${aes}.22`, { name: 'AES-192-CBC', opens: { cipher: 'aes-192-cbc', keyLength: 24 } }],
  [`${aes}.42`, { name: 'AES-256-CBC', opens: { cipher: 'aes-256-cbc', keyLength: 32 } }],
  [`${aes}.6`, { name: 'AES-128-GCM' }],
  [`${aes}.26`, { name: 'AES-192-GCM' }],
  [`${aes}.46`, { name: 'AES-256-GCM' }],
  ['1.2.840.113549.3.7', { name: '3DES-CBC' }],
  ['1.2.840.113549.3.2', { name: 'RC2-CBC' }],
  ['1.3.14.3.2.7', { name: 'DES-CBC' }],
  ['1.2.392.200011.61.1.1.1.2', { name: 'CAMELLIA-128-CBC' }],
  ['1.2.392.200011.61.1.1.1.3', { name: 'CAMELLIA-192-CBC' }],
  ['1.2.392.200011.61.1.1.1.4', { name: 'CAMELLIA-256-CBC' }],
  ['1.2.410.200046.1.1.2', { name: 'ARIA-128-CBC' }],
  ['1.2.410.200046.1.1.7', { name: 'ARIA-192-CBC' }],
  ['1.2.410.200046.1.1.12', { name: 'ARIA-256-CBC' }],
  ['1.2.410.200004.1.4', { name: 'SEED-CBC' }],
]);

/** HMACs by the OIDs of RFC 8018 §B.1.2, with the digest's name in node:crypto. */
const prfs: ReadonlyMap<string, { readonly name: string; readonly digest: string }> = new Map([
  [Oid.hmacSha1, { name: 'HMAC-SHA-1', digest: 'sha1' }],
  ['1.2.840.113549.2.8', { name: 'HMAC-SHA-224', digest: 'sha224' }],
  ['1.2.840.113549.2.9', { name: 'HMAC-SHA-256', digest: 'sha256' }],
  ['1.2.840.113549.2.10', { name: 'HMAC-SHA-384', digest: 'sha384' }],
  ['1.2.840.113549.2.11', { name: 'HMAC-SHA-512', digest: 'sha512' }],
  ['1.2.840.113549.2.12', { name: 'HMAC-SHA-512/224', digest: 'sha512-224' }],
  ['1.2.840.113549.2.13', { name: 'HMAC-SHA-512/256', digest: 'sha512-256' }],
  ['2.16.840.1.101.3.4.2.13', { name: 'HMAC-SHA3-224', digest: 'sha3-224' }],
  ['2.16.840.1.101.3.4.2.14', { name: 'HMAC-SHA3-256', digest: 'sha3-256' }],
  ['2.16.840.1.101.3.4.2.15', { name: 'HMAC-SHA3-384', digest: 'sha3-384' }],
  ['2.16.840.1.101.3.4.2.16', { name: 'HMAC-SHA3-512', digest: 'sha3-512' }],
]);

/** An HMAC by its name and that of its digest in node:crypto. @param oid dotted */
export function hmacOf(oid: string): { readonly name: string; readonly digest: string } | undefined {
  return prfs.get(oid);
}

const older = (scheme: 'PBES1' | 'PKCS #12 PBE', cipher: string, prf: string): Encryption => ({ scheme, cipher, prf });
const pkcs5 = '1.2.840.113549.1.5';
const pkcs12 = '1.2.840.113549.1.12.1';
const olderSchemes: ReadonlyMap<string, Encryption> = new Map([
  [`${pkcs5}.1`, older('PBES1', 'DES-CBC', 'MD2')],
  [`${pkcs5}.3`, older('PBES1', 'DES-CBC', 'MD5')],
  [`${pkcs5}.4`, older('PBES1', 'RC2-CBC', 'MD2')],
  [`${pkcs5}.6`, older('PBES1', 'RC2-CBC', 'MD5')],
  [`${pkcs5}.10`, older('PBES1', 'DES-CBC', 'SHA-1')],
  [`${pkcs5}.11`, older('PBES1', 'RC2-CBC', 'SHA-1')],
  [`${pkcs12}.1`, older('PKCS #12 PBE', 'RC4-128', 'SHA-1')],
  [`${pkcs12}.2`, older('PKCS #12 PBE', 'RC4-40', 'SHA-1')],
  [`${pkcs12}.3`, older('PKCS #12 PBE', '3DES-CBC', 'SHA-1')],
  [`${pkcs12}.4`, older('PKCS #12 PBE', '2-key 3DES-CBC', 'SHA-1')],
  [`${pkcs12}.5`, older('PKCS #12 PBE', 'RC2-128-CBC', 'SHA-1')],
  [`${pkcs12}.6`, older('PKCS #12 PBE', 'RC2-40-CBC', 'SHA-1')],
]);

/**
 * Reads how something is encrypted.
 *
 * @param algorithm DER AlgorithmIdentifier
 * @throws {X509Problem} `malformed-der`
 */
export function readEncryption(algorithm: Uint8Array): Encryption {
  const fields = new DerReader(algorithm).enter(Tag.sequence, 'encryption algorithm');
  const oid = readOid(fields.contents(Tag.oid, 'encryption algorithm'));
  if (oid === Oid.pbes2) return readPbes2(fields.enter(Tag.sequence, 'PBES2-params'));
  const scheme = olderSchemes.get(oid);
  if (scheme === undefined) return { scheme: 'other', cipher: ciphers.get(oid)?.name ?? oid };
  const parameters = fields.enter(Tag.sequence, 'parameters of the encryption');
  parameters.contents(Tag.octetString, 'salt');
  return { ...scheme, rounds: readSmallInteger(parameters.contents(Tag.integer, 'rounds'), 'rounds') };
}

function readPbes2(fields: DerReader): Encryption {
  const derivation = fields.enter(Tag.sequence, 'keyDerivationFunc');
  const encryption = fields.enter(Tag.sequence, 'encryptionScheme');
  const kdf = readOid(derivation.contents(Tag.oid, 'key derivation'));
  const cipher = readOid(encryption.contents(Tag.oid, 'cipher'));
  const { name, opens } = ciphers.get(cipher) ?? { name: cipher };
  const named = { scheme: 'PBES2', cipher: name } as const;
  if (kdf === Oid.scrypt) {
    const parameters = derivation.enter(Tag.sequence, 'scrypt-params');
    parameters.contents(Tag.octetString, 'salt');
    return { ...named, kdf: 'scrypt', rounds: readSmallInteger(parameters.contents(Tag.integer, 'cost'), 'cost') };
  }
  if (kdf !== Oid.pbkdf2) return { ...named, kdf };
  const { prf, salt, rounds, keyLength } = readPbkdf2(derivation.enter(Tag.sequence, 'PBKDF2-params'));
  const { name: prfName, digest } = prfs.get(prf) ?? { name: prf };
  const pbkdf2 = { ...named, kdf: 'PBKDF2', prf: prfName, rounds };
  const isOpened = opens !== undefined && digest !== undefined && encryption.nextTag === Tag.octetString;
  if (!isOpened || (keyLength !== undefined && keyLength !== opens.keyLength)) return pbkdf2;
  const iv = encryption.contents(Tag.octetString, 'IV');
  return { ...pbkdf2, parameters: { ...opens, digest, salt, rounds, iv } };
}

/** Parameters of PBKDF2 (RFC 8018 §A.2). @throws {X509Problem} `malformed-der` */
export function readPbkdf2(fields: DerReader): {
  /** Dotted OID */
  readonly prf: string;
  readonly digest: string | undefined;
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly keyLength: number | undefined;
} {
  const salt = fields.contents(Tag.octetString, 'salt');
  const rounds = readSmallInteger(fields.contents(Tag.integer, 'rounds'), 'rounds');
  const keyLength =
    fields.nextTag === Tag.integer
      ? readSmallInteger(fields.contents(Tag.integer, 'key length'), 'key length')
      : undefined;
  const prf = fields.done
    ? Oid.hmacSha1
    : readOid(fields.enter(Tag.sequence, 'pseudorandom function').contents(Tag.oid, 'pseudorandom function'));
  return { prf, digest: prfs.get(prf)?.digest, salt, rounds, keyLength };
}

/** For people: `PBES2, AES-256-CBC, PBKDF2 (HMAC-SHA-256, 2048 rounds)`. */
export function encryptionText({ scheme, cipher, kdf, prf, rounds }: Encryption): string {
  if (scheme === 'other') return cipher;
  const cost = rounds === undefined ? undefined : kdf === 'scrypt' ? `N ${rounds}` : `${rounds} rounds`;
  const details = [prf, cost].filter((part) => part !== undefined).join(', ');
  return kdf === undefined
    ? `${scheme}, ${cipher} (${details})`
    : `${scheme}, ${cipher}, ${kdf}${details && ` (${details})`}`;
}

/** Of a PEM block encrypted as RFC 1423 and OpenSSL do it. @param dekInfo value of the header `DEK-Info` */
export function legacyEncryptionText(dekInfo: string | undefined): string {
  const [cipher = ''] = (dekInfo ?? '').split(',', 1);
  return cipher.trim() === '' ? 'RFC 1423' : `RFC 1423, ${printable(cipher.trim(), 40)}`;
}
