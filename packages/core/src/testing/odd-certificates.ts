import { constants, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { KeyPair } from '../entropy/entropy.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { Tag } from '../x509/der-reader.ts';
import {
  bitString,
  boolean,
  der,
  explicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  set,
  tlv,
} from '../x509/der-writer.ts';
import type { Pieces } from '../x509/der-writer.ts';
import { commonName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import { encodePem } from '../x509/pem.ts';
import { timeText } from '../x509/time.ts';
import { noon } from './certificates.ts';

const day = 24 * 3_600_000;

/** A way to sign, swarm's own or another. */
export interface Signature {
  /** DER AlgorithmIdentifier */
  readonly identifier: Uint8Array;
  sign(bytes: Uint8Array, key: KeyObject): Uint8Array;
}

const algorithm = (dotted: string, ...parameters: readonly Pieces[]): Uint8Array =>
  der(sequence(oid(dotted), ...parameters));
const digestWith =
  (digest: string) =>
  (bytes: Uint8Array, key: KeyObject): Uint8Array =>
    sign(digest, bytes, key);

/** RSASSA-PSS with SHA-256 and an honest signature. @param saltLength 32 in the one set that Go has a name for */
export function pss(saltLength: number, ...trailer: readonly Pieces[]): Signature {
  const sha256 = sequence(oid(Oid.sha256), tlv(Tag.null));
  const parameters = sequence(
    explicit(0, sha256),
    explicit(1, sequence(oid(Oid.mgf1), sha256)),
    explicit(2, integer(Uint8Array.of(saltLength))),
    ...trailer,
  );
  return {
    identifier: algorithm(Oid.rsassaPss, parameters),
    sign: (bytes, key) => sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  };
}

export const signatures = {
  sha256Rsa: { identifier: algorithm('1.2.840.113549.1.1.11', tlv(Tag.null)), sign: digestWith('sha256') },
  /** Not to the letter of RFC 4055, yet Go reads it. */
  sha256RsaWithoutNull: { identifier: algorithm('1.2.840.113549.1.1.11'), sign: digestWith('sha256') },
  sha1Rsa: { identifier: algorithm('1.2.840.113549.1.1.5', tlv(Tag.null)), sign: digestWith('sha1') },
  md5Rsa: { identifier: algorithm('1.2.840.113549.1.1.4', tlv(Tag.null)), sign: digestWith('md5') },
  ecdsaSha256: { identifier: algorithm('1.2.840.10045.4.3.2'), sign: digestWith('sha256') },
  ecdsaSha1: { identifier: algorithm('1.2.840.10045.4.1'), sign: digestWith('sha1') },
  /** Nobody in Go's table. */
  ecdsaSha224: { identifier: algorithm('1.2.840.10045.4.3.1'), sign: digestWith('sha224') },
  dsaSha1: { identifier: algorithm('1.2.840.10040.4.3'), sign: digestWith('sha1') },
  dsaSha256: { identifier: algorithm('2.16.840.1.101.3.4.3.2'), sign: digestWith('sha256') },
  ed25519: { identifier: algorithm(Oid.ed25519), sign: (bytes, key) => sign(null, bytes, key) },
} satisfies Record<string, Signature>;

export interface OddWishes {
  readonly version?: 1 | 3;
  /** DER, in the place of the key pair's own. */
  readonly spki?: Uint8Array;
  /** Who signs, if not the certificate's own key. */
  readonly signingKey?: KeyObject;
  /** The issuer's CN, if not its own. */
  readonly issuer?: string;
}

/** A root that swarm neither makes nor, mostly, accepts: `CN=odd`, CA, valid at {@link noon}. @returns PEM */
export function oddRoot(keys: KeyPair, signature: Signature, wishes: OddWishes = {}): string {
  const { version = 3, spki = spkiOf(keys), signingKey = keys.privateKey, issuer = 'odd' } = wishes;
  const basicConstraints = sequence(oid(Oid.basicConstraints), boolean(true), octetString(sequence(boolean(true))));
  const time = (at: number): Pieces => tlv(Tag.utcTime, Buffer.from(timeText(at), 'latin1'));
  const name = raw(commonName('odd'));
  const tbs = der(
    sequence(
      version === 3 ? explicit(0, integer(Uint8Array.of(2))) : [],
      integer(systemEntropy.bytes(8)),
      raw(signature.identifier),
      raw(commonName(issuer)),
      sequence(time(noon - day), time(noon + 400 * day)),
      name,
      raw(spki),
      version === 3 ? explicit(3, sequence(basicConstraints)) : [],
    ),
  );
  const signed = sequence(raw(tbs), raw(signature.identifier), bitString([signature.sign(tbs, signingKey)]));
  return encodePem('CERTIFICATE', der(signed));
}

export function spkiOf({ publicKey }: KeyPair): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' });
}

/** An RSA key's SubjectPublicKeyInfo with another public exponent. */
export function rsaSpki(modulus: Uint8Array, exponent: number): Uint8Array {
  const key = der(sequence(integer(modulus), integer(Uint8Array.of(exponent))));
  return der(sequence(sequence(oid(Oid.rsaEncryption), tlv(Tag.null)), bitString([key])));
}

export function ecKey(namedCurve: string): KeyPair {
  return generateKeyPairSync('ec', { namedCurve });
}

export function dsaKey(): KeyPair {
  return generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
}

/** Certificates in a PKCS #7 SignedData that holds nothing else, as `openssl crl2pkcs7` makes it. @returns DER */
export function pkcs7Of(certificates: readonly Uint8Array[], contentType: string = Oid.signedData): Uint8Array {
  const data = sequence(oid('1.2.840.113549.1.7.1'));
  const list = certificates.length === 0 ? [] : tlv(Tag.constructedContext(0), ...certificates);
  return der(sequence(oid(contentType), explicit(0, sequence(integer(Uint8Array.of(1)), set(), data, list, set()))));
}
