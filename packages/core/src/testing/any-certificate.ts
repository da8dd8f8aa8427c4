import { constants, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { Tag } from '../x509/der-reader.ts';
import {
  bitString,
  boolean,
  der,
  explicit,
  integer,
  namedBits,
  octetString,
  oid,
  raw,
  sequence,
  tlv,
} from '../x509/der-writer.ts';
import type { Pieces } from '../x509/der-writer.ts';
import { keyUsageBits } from '../x509/extensions.ts';
import type { KeyUsage } from '../x509/extensions.ts';
import { commonName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import { keyIdentifier } from '../x509/public-key.ts';
import { timeText } from '../x509/time.ts';
import { noon } from './certificates.ts';

const day = 24 * 3_600_000;

/** A key pair, with what it signs by. */
export interface AnyKey {
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
}

export type AnyKeyKind = 'P-224' | 'P-256' | 'P-384' | 'P-521' | 'secp256k1' | 'Ed25519' | 'Ed448' | `RSA-${number}`;

/** Makes a key; nothing is asked of its kind. */
export function anyKey(kind: AnyKeyKind): AnyKey {
  const { privateKey, publicKey } = kind.startsWith('RSA')
    ? generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
    : kind === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : kind === 'Ed448'
        ? generateKeyPairSync('ed448')
        : generateKeyPairSync('ec', { namedCurve: kind === 'P-224' ? 'secp224r1' : kind });
  return { privateKey, spki: publicKey.export({ format: 'der', type: 'spki' }) };
}

/** How a certificate is signed: by its key's kind with SHA-256 unless told otherwise. */
export type Signing = 'usual' | 'sha1' | 'md5' | 'pss' | 'pss-long-salt';

/** One general name: its tag's number, and what it holds. */
export type AltName = readonly [kind: 1 | 2 | 6 | 7, value: string | Uint8Array];

/** What stands in a certificate; what is left out is as in a good one. */
export interface AnyWishes {
  readonly key: AnyKey;
  /** The common name, or a whole DER Name. */
  readonly subject: string | Uint8Array;
  /** Itself, if left out. */
  readonly issuer?: AnyAuthority | undefined;
  /** What the certificate says of its issuer's name, where that is not so. */
  readonly issuerName?: Uint8Array;
  readonly signing?: Signing;
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly ca?: boolean;
  readonly pathLength?: number;
  readonly keyUsage?: readonly KeyUsage[];
  /** OIDs. */
  readonly usages?: readonly string[];
  readonly names?: readonly AltName[];
  readonly skid?: boolean;
  /** The identifier of the issuer's key unless told otherwise. */
  readonly akid?: 'none' | 'own' | 'other' | 'issuer';
  /** Extensions as they are, besides. */
  readonly more?: readonly Pieces[];
  readonly serialNumber?: number;
}

/** A certificate with what signs by its key. */
export interface AnyAuthority {
  readonly certificate: Certificate;
  readonly key: AnyKey;
}

let serial = 0;

/** Makes any certificate, sound or not, of version 3. */
export function anyCertificate(wishes: AnyWishes): AnyAuthority {
  const { key, subject, issuer, signing = 'usual', serialNumber = ++serial } = wishes;
  const subjectName = typeof subject === 'string' ? commonName(subject) : subject;
  const signer = issuer?.key ?? key;
  const algorithm = algorithmFor(signer, signing);
  const validity = [wishes.notBefore ?? noon - day, wishes.notAfter ?? noon + 365 * day];
  const tbs = der(
    sequence(
      explicit(0, integer(Uint8Array.of(2))),
      integer(Buffer.from(serialNumber.toString(16).padStart(8, '0'), 'hex')),
      algorithm,
      raw(wishes.issuerName ?? issuer?.certificate.subject ?? subjectName),
      sequence(...validity.map((time) => tlv(Tag.utcTime, Buffer.from(timeText(time))))),
      raw(subjectName),
      raw(key.spki),
      explicit(3, sequence(...extensionsOf(wishes))),
    ),
  );
  const bytes = der(sequence(raw(tbs), algorithm, bitString([signatureOf(tbs, signer.privateKey, signing)])));
  return { certificate: readCertificate(bytes), key };
}

/** One extension. */
export function extension(dotted: string, critical: boolean, value: Pieces): Pieces {
  return sequence(oid(dotted), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** A nameConstraints extension. @param permitted bases; likewise excluded */
export function nameConstraints(permitted: readonly AltName[], excluded: readonly AltName[], critical = true): Pieces {
  const subtrees = (number: number, bases: readonly AltName[]): readonly Pieces[] =>
    bases.length === 0 ? [] : [explicit(number, ...bases.map((base) => sequence(generalName(base))))];
  return extension(Oid.nameConstraints, critical, sequence(...subtrees(0, permitted), ...subtrees(1, excluded)));
}

function generalName([kind, value]: AltName): Pieces {
  return tlv(Tag.context(kind), typeof value === 'string' ? Buffer.from(value, 'latin1') : value);
}

function extensionsOf(wishes: AnyWishes): readonly Pieces[] {
  const { ca = false, pathLength, usages, names, akid = 'issuer', skid = true, key, issuer } = wishes;
  const keyUsage = wishes.keyUsage ?? (ca ? ['keyCertSign', 'cRLSign'] : ['digitalSignature']);
  const length = pathLength === undefined ? [] : [integer(Uint8Array.of(pathLength))];
  const identifier = {
    none: undefined,
    own: keyIdentifier(key.spki),
    other: new Uint8Array(20).fill(7),
    issuer: issuer?.certificate.facts.subjectKeyIdentifier,
  }[akid];
  return [
    extension(Oid.keyUsage, true, namedBits(keyUsage.map((usage) => keyUsageBits[usage]))),
    extension(Oid.basicConstraints, true, sequence(...(ca ? [boolean(true), ...length] : length))),
    ...(skid ? [extension(Oid.subjectKeyIdentifier, false, octetString([keyIdentifier(key.spki)]))] : []),
    ...(identifier ? [extension(Oid.authorityKeyIdentifier, false, sequence(tlv(Tag.context(0), identifier)))] : []),
    ...(usages ? [extension(Oid.extendedKeyUsage, false, sequence(...usages.map(oid)))] : []),
    ...(names ? [extension(Oid.subjectAltName, false, sequence(...names.map(generalName)))] : []),
    ...(wishes.more ?? []),
  ];
}

const nothing = tlv(Tag.null);

function algorithmFor({ privateKey }: AnyKey, signing: Signing): Pieces {
  const kind = privateKey.asymmetricKeyType;
  if (kind === 'ed25519') return sequence(oid(Oid.ed25519));
  if (kind === 'ed448') return sequence(oid('1.3.101.113'));
  if (kind === 'ec') return sequence(oid(signing === 'sha1' ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2'));
  if (signing === 'pss' || signing === 'pss-long-salt') {
    const digest = sequence(oid(Oid.sha256), nothing);
    const salt = integer(Uint8Array.of(saltLengths[signing]));
    const parameters = sequence(explicit(0, digest), explicit(1, sequence(oid(Oid.mgf1), digest)), explicit(2, salt));
    return sequence(oid(Oid.rsassaPss), parameters);
  }
  const last = { usual: 11, sha1: 5, md5: 4 }[signing];
  return sequence(oid(`1.2.840.113549.1.1.${last}`), nothing);
}

const saltLengths = { pss: 32, 'pss-long-salt': 40 } as const;

function signatureOf(tbs: Uint8Array, key: KeyObject, signing: Signing): Uint8Array {
  if (key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448') return sign(null, tbs, key);
  if (signing === 'pss' || signing === 'pss-long-salt') {
    const saltLength = saltLengths[signing];
    return sign('sha256', tbs, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
  }
  return sign(signing === 'usual' ? 'sha256' : signing, tbs, key);
}
