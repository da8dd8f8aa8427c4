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

export interface BitsDescription extends Flawed {
  readonly hex: string;
  readonly unusedBits: number;
}
