import type { RenewalWindow } from '../../x509/renewal-window.ts';
import type { ExtensionValue } from './extension-value.ts';
import type {
  AlgorithmDescription,
  BitsDescription,
  Flawed,
  IntegerDescription,
  NameDescription,
  OidDescription,
  PssDescription,
  TimeDescription,
} from './parts.ts';

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
  | ({ readonly kind: 'ec'; readonly point: string } & CurveDescription)
  | { readonly kind: 'ed25519' | 'ed448' | 'x25519' | 'x448'; readonly bits: number; readonly point: string }
  | {
      readonly kind: 'dsa';
      readonly bits?: number;
      readonly y: string;
      /** Left out where they are those of the issuer. */
      readonly parameters?: { readonly p: string; readonly q: string; readonly g: string };
    }
  | { readonly kind: 'other'; readonly value: string };

export interface CurveDescription {
  /** Left out where its parameters are written out. */
  readonly curve?: OidDescription;
  readonly explicit?: ExplicitCurve;
  /** Of its order; left out for a curve that is not known. */
  readonly bits?: number;
}

/** Numbers as INTEGER contents, elements of the field as they are written. */
export interface ExplicitCurve {
  readonly fieldType: OidDescription;
  readonly prime?: string;
  /** DER, of a field that is no prime field. */
  readonly fieldParameters?: string;
  readonly a: string;
  readonly b: string;
  readonly seed?: string;
  readonly generator: string;
  readonly order: string;
  readonly cofactor?: string;
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

interface SwarmRootDescription {
  readonly role: 'ca';
  readonly meaning: string;
  readonly lifetime: string;
  /** It says that another key has signed it, or that the same has. Left out where key identifiers do not tell. */
  readonly signedBy?: 'itself' | 'another key';
}
