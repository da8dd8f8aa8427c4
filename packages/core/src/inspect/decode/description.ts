import type { RenewalWindow } from '../../x509/renewal-window.ts';
import type { ExtensionValue } from './extension-value.ts';

/**
 * A certificate with all that is in it, as plain data that JSON can carry. Bytes are hexadecimal in small letters, OIDs
 * dotted. Texts are whatever the certificate's maker wanted: `printable` is for whoever shows them.
 */
export interface CertificateDescription {
  /** 1, 2 or 3; another number if it says so. */
  readonly version: number;
  readonly serialNumber: IntegerDescription;
  /** Inside of what is signed, and beside the signature: these should be equal. */
  readonly signatureAlgorithm: AlgorithmDescription;
  readonly outerSignatureAlgorithm: AlgorithmDescription;
  readonly issuer: NameDescription;
  readonly validity: { readonly notBefore: TimeDescription; readonly notAfter: TimeDescription };
  readonly subject: NameDescription;
  readonly publicKey: PublicKeyDescription;
  readonly issuerUniqueId?: BitsDescription;
  readonly subjectUniqueId?: BitsDescription;
  /** In their order. */
  readonly extensions: readonly ExtensionDescription[];
  readonly signature: BitsDescription;
  readonly fingerprints: { readonly sha1: string; readonly sha256: string };
  /** Bytes of the certificate, and of what follows it. */
  readonly size: number;
  readonly trailing: number;
  /** What it is to a swarm, if it says that it is something. */
  readonly swarm?: SwarmDescription;
}

/** Something that is not as it should be, in a sentence; what it stands beside was read all the same, or left out. */
export interface Flawed {
  readonly problem?: string;
}

export interface IntegerDescription {
  /** Contents of the INTEGER, two's complement, nothing added and nothing dropped. */
  readonly hex: string;
  /** With its sign. Left out where there are more than {@link longestDecimal} bytes. */
  readonly decimal?: string;
}

export interface OidDescription {
  readonly oid: string;
  /** As people call it, if it is known. */
  readonly name?: string;
}

export interface AlgorithmDescription extends OidDescription, Flawed {
  /** DER; left out where there are none. */
  readonly parameters?: string;
  /** Of RSASSA-PSS, with the defaults of RFC 8017 §A.2.3 filled in. */
  readonly pss?: PssDescription;
}

export interface PssDescription {
  readonly hash: OidDescription;
  readonly maskGeneration: OidDescription;
  readonly maskHash: OidDescription;
  readonly saltLength: number;
  readonly trailerField: number;
  /** Fields that are not written, for which the defaults count. */
  readonly defaults: readonly ('hash' | 'maskGeneration' | 'saltLength' | 'trailerField')[];
}

export interface TimeDescription {
  /** ms since epoch */
  readonly time: number;
  /** ISO 8601 */
  readonly iso: string;
  readonly type: 'UTCTime' | 'GeneralizedTime';
  /** As it stands there: `250101000000Z`. */
  readonly text: string;
}

export interface NameDescription extends Flawed {
  /** Each of one attribute, mostly; in the order of the certificate. */
  readonly rdns: readonly (readonly AttributeDescription[])[];
  /** `O=cluster, OU=swarm-worker, CN=node`: in the order of the certificate, attributes of one RDN joined by `+`. */
  readonly text: string;
  readonly der: string;
}

export interface AttributeDescription extends OidDescription {
  /** As names are written: `CN`. */
  readonly short?: string;
  /** `PrintableString`; the tag for what is no string. */
  readonly type: string;
  /** Its text; `#` and hexadecimal for what is no string. */
  readonly value: string;
  /** The value's DER. */
  readonly der: string;
}

export interface PublicKeyDescription extends Flawed {
  readonly algorithm: AlgorithmDescription;
  readonly key: KeyDescription;
  /** SHA-1 of the bits of the key (RFC 5280 §4.2.1.2), what key identifiers mostly are. */
  readonly keyIdentifier?: string;
  /** SHA-256 of the whole SubjectPublicKeyInfo: by this a key is named, a swarm's root too. */
  readonly sha256: string;
  /** DER SubjectPublicKeyInfo */
  readonly der: string;
}

export type KeyDescription =
  | {
      readonly kind: 'rsa' | 'rsa-pss';
      readonly bits: number;
      readonly modulus: string;
      readonly exponent: IntegerDescription;
      /** What a key of RSASSA-PSS is limited to. */
      readonly pss?: PssDescription;
    }
  | {
      readonly kind: 'ec';
      /** Left out for parameters that are written out. */
      readonly curve?: OidDescription;
      /** Of the field, where the curve is known. */
      readonly bits?: number;
      readonly point: string;
    }
  | { readonly kind: 'ed25519' | 'ed448' | 'x25519' | 'x448'; readonly bits: number; readonly point: string }
  | {
      readonly kind: 'dsa';
      readonly bits?: number;
      readonly y: string;
      /** Left out where they are those of the issuer. */
      readonly parameters?: { readonly p: string; readonly q: string; readonly g: string };
    }
  | { readonly kind: 'other'; readonly value: string };

export interface BitsDescription extends Flawed {
  readonly hex: string;
  readonly unusedBits: number;
}

export interface ExtensionDescription extends OidDescription, Flawed {
  readonly critical: boolean;
  /** DER, or whatever stands there. */
  readonly der: string;
  /** What it says; left out for one that is not known, or cannot be read. */
  readonly value?: ExtensionValue;
}

/** What a certificate is to a swarm, as far as it can tell by itself: who signed it is not looked at. */
export type SwarmDescription = SwarmNodeDescription | SwarmRootDescription;

export interface SwarmNodeDescription {
  readonly role: 'manager' | 'worker';
  readonly nodeId: string;
  readonly clusterId: string;
  /** What it means that somebody has this certificate and its key. */
  readonly meaning: string;
  /** When the node renews it, ms since epoch (docs/protocol.md §6.2). */
  readonly renewal: RenewalWindow;
  /** How long it lasts, and why just so long. */
  readonly lifetime: string;
  /** Identifier of the key that signed it, if it says so: the root is told by its key, for its name is always the same. */
  readonly issuerKey?: string;
}

export interface SwarmRootDescription {
  readonly role: 'ca';
  readonly meaning: string;
  readonly lifetime: string;
  /** It says that another key has signed it, or that the same has. Left out where key identifiers do not tell. */
  readonly signedBy?: 'itself' | 'another key';
}
