import type { KeyUsage } from '../../x509/extensions.ts';
import type {
  AttributeDescription,
  Flawed,
  IntegerDescription,
  NameDescription,
  OidDescription,
  TimeDescription,
} from './parts.ts';

/** What an extension says, by its kind (RFC 5280 §4.2 where nothing else is named). */
export type ExtensionValue =
  | { readonly kind: 'basicConstraints'; readonly ca: boolean; readonly pathLength?: number }
  | { readonly kind: 'keyUsage'; readonly usages: readonly KeyUsage[] }
  | { readonly kind: 'extendedKeyUsage' | 'applicationPolicies'; readonly purposes: readonly OidDescription[] }
  | { readonly kind: 'subjectAltName' | 'issuerAltName'; readonly names: readonly GeneralNameDescription[] }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: string }
  | {
      readonly kind: 'authorityKeyIdentifier';
      readonly keyIdentifier?: string;
      readonly issuer?: readonly GeneralNameDescription[];
      readonly serialNumber?: IntegerDescription;
    }
  | {
      readonly kind: 'nameConstraints';
      readonly permitted?: readonly SubtreeDescription[];
      readonly excluded?: readonly SubtreeDescription[];
    }
  | { readonly kind: 'certificatePolicies'; readonly policies: readonly PolicyDescription[] }
  | {
      readonly kind: 'policyMappings';
      readonly mappings: readonly { readonly issuerDomain: OidDescription; readonly subjectDomain: OidDescription }[];
    }
  | {
      readonly kind: 'policyConstraints';
      readonly requireExplicitPolicy?: number;
      readonly inhibitPolicyMapping?: number;
    }
  | { readonly kind: 'inhibitAnyPolicy'; readonly skipCertificates: number }
  /** RFC 5280 §5.2 and §5.3, as all that follow until a revocation list ends. */
  | { readonly kind: 'crlNumber'; readonly number: IntegerDescription }
  | { readonly kind: 'deltaCrlIndicator'; readonly base: IntegerDescription }
  | { readonly kind: 'crlReason'; readonly number: number; readonly reason?: CrlReason }
  /** What to do about a certificate that is on hold (RFC 3280 §5.3.2). */
  | { readonly kind: 'holdInstruction'; readonly instruction: OidDescription }
  | { readonly kind: 'invalidityDate'; readonly time: TimeDescription }
  | { readonly kind: 'certificateIssuer'; readonly names: readonly GeneralNameDescription[] }
  | {
      readonly kind: 'issuingDistributionPoint';
      readonly fullName?: readonly GeneralNameDescription[];
      readonly nameRelativeToIssuer?: readonly AttributeDescription[];
      readonly onlyUserCertificates: boolean;
      readonly onlyCaCertificates: boolean;
      readonly indirectCrl: boolean;
      readonly onlyAttributeCertificates: boolean;
      readonly onlySomeReasons?: readonly string[];
    }
  | {
      readonly kind: 'crlDistributionPoints' | 'freshestCrl';
      readonly points: readonly DistributionPointDescription[];
    }
  | {
      readonly kind: 'authorityInfoAccess' | 'subjectInfoAccess';
      readonly descriptions: readonly { readonly method: OidDescription; readonly location: GeneralNameDescription }[];
    }
  | {
      readonly kind: 'subjectDirectoryAttributes';
      readonly attributes: readonly { readonly type: OidDescription; readonly values: readonly string[] }[];
    }
  | {
      readonly kind: 'privateKeyUsagePeriod';
      readonly notBefore?: TimeDescription;
      readonly notAfter?: TimeDescription;
    }
  /** RFC 3820 §3.8 */
  | {
      readonly kind: 'proxyCertInfo';
      readonly pathLength?: number;
      readonly policyLanguage: OidDescription;
      readonly policy?: string;
    }
  /** RFC 6962 §3.3 */
  | { readonly kind: 'signedCertificateTimestamps'; readonly timestamps: readonly TimestampDescription[] }
  /** RFC 6962 §3.1: a precertificate, which nobody may accept. */
  | { readonly kind: 'precertificatePoison' }
  /** RFC 7633 */
  | { readonly kind: 'tlsFeature'; readonly features: readonly { readonly number: number; readonly name?: string }[] }
  /** RFC 6960 §4.2.2.2.1 */
  | { readonly kind: 'ocspNoCheck' }
  /** With what Russian law has a key used (RFC 9215 §A). */
  | { readonly kind: 'subjectSignTool'; readonly tool: string }
  | {
      readonly kind: 'issuerSignTool';
      readonly signTool: string;
      readonly caTool: string;
      readonly signToolCertificate: string;
      readonly caToolCertificate: string;
    }
  | { readonly kind: 'netscapeCertType'; readonly types: readonly string[] }
  /** Netscape's comment and addresses. */
  | { readonly kind: 'netscapeText'; readonly text: string }
  /** The name of a template of Microsoft's CA. */
  | { readonly kind: 'microsoftTemplateName'; readonly text: string }
  | {
      readonly kind: 'microsoftTemplate';
      readonly template: OidDescription;
      readonly majorVersion?: number;
      readonly minorVersion?: number;
    }
  /** Of which of its keys a CA of Microsoft's has this certificate, for which time. */
  | { readonly kind: 'microsoftCaVersion'; readonly certificateIndex: number; readonly keyIndex: number }
  | { readonly kind: 'microsoftPreviousHash'; readonly sha1: string };

/** Why a certificate was revoked (RFC 5280 §5.3.1). */
export type CrlReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'removeFromCRL'
  | 'privilegeWithdrawn'
  | 'aACompromise';

/** A name of any kind (RFC 5280 §4.2.1.6). */
export type GeneralNameDescription =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly value: string }
  /** In canonical form; an address with its mask in name constraints. */
  | ({ readonly kind: 'ip'; readonly value: string; readonly hex: string } & Flawed)
  | { readonly kind: 'directory'; readonly value: NameDescription }
  | { readonly kind: 'registeredId'; readonly value: OidDescription }
  | {
      readonly kind: 'other';
      readonly type: OidDescription;
      /** Where it is a string. */
      readonly value?: string;
      readonly stringType?: string;
      /** DER */
      readonly der: string;
    }
  | { readonly kind: 'x400' | 'ediParty'; readonly der: string };

export interface SubtreeDescription {
  readonly base: GeneralNameDescription;
  readonly minimum: number;
  readonly maximum?: number;
}

interface PolicyDescription {
  readonly policy: OidDescription;
  readonly qualifiers: readonly PolicyQualifierDescription[];
}

export type PolicyQualifierDescription =
  | { readonly kind: 'cps'; readonly uri: string }
  | {
      readonly kind: 'userNotice';
      readonly organization?: DisplayTextDescription;
      readonly noticeNumbers?: readonly number[];
      readonly explicitText?: DisplayTextDescription;
    }
  | { readonly kind: 'other'; readonly qualifier: OidDescription; readonly der: string };

export interface DisplayTextDescription {
  readonly type: string;
  readonly text: string;
  /** Contents as they stand there. */
  readonly hex: string;
}

export interface DistributionPointDescription {
  readonly fullName?: readonly GeneralNameDescription[];
  readonly nameRelativeToIssuer?: readonly AttributeDescription[];
  readonly reasons?: readonly string[];
  readonly crlIssuer?: readonly GeneralNameDescription[];
}

export type TimestampDescription =
  | {
      /** Version 1 is written so. */
      readonly version: 0;
      readonly logId: string;
      /** ms since epoch */
      readonly time: number;
      readonly iso: string;
      readonly extensions: string;
      readonly signatureAlgorithm: string;
      readonly signature: string;
    }
  /** Of a version that nobody has defined: all of it. */
  | { readonly version: number; readonly hex: string };
