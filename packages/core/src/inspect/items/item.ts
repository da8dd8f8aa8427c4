import type { Problem } from '../../problem.ts';
import type { JoinToken } from '../../token/join-token.ts';
import type { Place } from '../place.ts';
import type { Find } from '../text/find.ts';
import type { CertificateSkim } from './skim.ts';

/** Something that was found, and read so far that it can be named, dated, and compared with others. */
export type Item =
  | CertificateItem
  | RequestItem
  | PrivateKeyItem
  | PublicKeyItem
  | RevocationListItem
  | ContainerItem
  | JoinTokenItem
  | UnlockKeyItem
  | UnreadableItem;

interface Found {
  readonly place: Place;
  /** What the scanner says of it. What lay in no text has one of kind `der` with an empty range, or none. */
  readonly find?: Find;
  /** What the label of its PEM block should be, where that is of another kind than the contents; they are read as what they are. */
  readonly properLabel?: string;
  /** Bytes behind it in its block or file; left out where there are none. */
  readonly trailing?: number;
}

export interface CertificateItem extends Found {
  readonly kind: 'certificate';
  readonly skim: CertificateSkim;
  /** Bytes behind the certificate: OpenSSL's trust settings in a `TRUSTED CERTIFICATE`, else something that should not be there. */
  readonly trailing: number;
}

/** A certificate signing request (RFC 2986). */
export interface RequestItem extends Found {
  readonly kind: 'request';
  readonly der: Uint8Array;
  /** DER Name */
  readonly subject: Uint8Array;
  readonly key: KeyKind;
  /** DER SubjectPublicKeyInfo */
  readonly spki: Uint8Array;
}

/** What a key is, without anything secret. */
export interface KeyKind {
  readonly algorithm: 'ec' | 'rsa' | 'rsa-pss' | 'ed25519' | 'ed448' | 'x25519' | 'dsa' | 'other';
  /** `P-256`, or as its OID; `explicit` where its parameters are written out. */
  readonly curve?: string;
  /** Of an RSA or DSA key. */
  readonly bits?: number;
  /** Of an `other` one: the OID of its algorithm. */
  readonly oid?: string;
}

/** A private key. Its bytes are in its {@link Found.find | find} alone. */
export interface PrivateKeyItem extends Found {
  readonly kind: 'private-key';
  /** How it is written: PKCS #8, PKCS #1 or SEC 1, OpenSSL's own form of DSA keys; `legacy-encrypted` is that of RFC 1423. */
  readonly encoding: 'pkcs8' | 'pkcs1' | 'sec1' | 'dsa' | 'openssh' | 'encrypted-pkcs8' | 'legacy-encrypted';
  /** Left out for one that is encrypted, unless its public half is not. */
  readonly key?: KeyKind;
  /**
   * DER SubjectPublicKeyInfo of its public half: what compares it with certificates. Left out for one that is encrypted, and
   * where it is not written and cannot be computed.
   */
  readonly spki?: Uint8Array;
  /** Of an encrypted one, for people: `PBES2, AES-256-CBC, PBKDF2 (HMAC-SHA-256, 2048 rounds)`. None is opened. */
  readonly encryption?: string;
  /** Of a key file of a swarm's node, by its headers. */
  readonly nodeKey?: NodeKeyHeaders;
}

/** What the headers of a node's key file say (docs/protocol.md §10.2). Nothing of the data encryption keys themselves. */
export interface NodeKeyHeaders {
  /** As it stands there; left out where it is missing or no number. */
  readonly kekVersion?: number;
  /** The data encryption key that managers have: in plain form, encrypted by the unlock key, or no record at all. */
  readonly raftDek?: DekState;
  /** What it is being replaced by. */
  readonly raftDekPending?: DekState;
  readonly needsRotation: boolean;
}

export type DekState = 'plain' | 'encrypted' | 'unreadable';

export interface PublicKeyItem extends Found {
  readonly kind: 'public-key';
  readonly key: KeyKind;
  /** DER SubjectPublicKeyInfo */
  readonly spki: Uint8Array;
}

/** A certificate revocation list (RFC 5280 §5). */
export interface RevocationListItem extends Found {
  readonly kind: 'revocation-list';
  readonly der: Uint8Array;
  /** DER Name */
  readonly issuer: Uint8Array;
  /** ms since epoch */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly revoked: number;
}

/** PKCS #7 or PKCS #12: what could be read of its contents stands behind it as items of their own, `within` it. */
export interface ContainerItem extends Found {
  readonly kind: 'pkcs7' | 'pkcs12';
  readonly der: Uint8Array;
  /** Something in it could not be opened: {@link lock} says why. */
  readonly locked: boolean;
  readonly lock?: ContainerLock;
  /** Of what is encrypted in it, for people. */
  readonly encryption?: string;
}

/** Why contents of a container remain closed. */
export type ContainerLock =
  | 'no-password'
  /** The password given is another, or what it protects was changed since: a MAC cannot tell these apart. */
  | 'wrong-password'
  /** Encrypted in a way that is named and not opened. */
  | 'unsupported-encryption'
  /** It asks for more rounds than are done for a file. */
  | 'too-many-rounds';

export interface JoinTokenItem extends Found {
  readonly kind: 'join-token';
  /** What it says, or what is wrong with it. */
  readonly token: JoinToken | Problem;
}

export interface UnlockKeyItem extends Found {
  readonly kind: 'unlock-key';
  readonly problem?: Problem;
}

/** A block of a label that is known, or a file, that cannot be read. */
export interface UnreadableItem extends Found {
  readonly kind: 'unreadable';
  /** What it would be: `certificate`, `PKCS #12`, or the label. */
  readonly as: string;
  readonly problem: Problem;
}
