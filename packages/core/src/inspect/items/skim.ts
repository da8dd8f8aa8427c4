/**
 * A certificate as lists, gutters and comparisons want it: where its parts lie, and when it is valid. Byte fields are views
 * of {@link der}; nothing else was looked at, and nothing is judged.
 */
export interface CertificateSkim {
  /** DER, without what follows. */
  readonly der: Uint8Array;
  /** INTEGER contents. */
  readonly serialNumber: Uint8Array;
  /** DER Name */
  readonly issuer: Uint8Array;
  /** DER Name */
  readonly subject: Uint8Array;
  /** ms since epoch */
  readonly notBefore: number;
  /** ms since epoch */
  readonly notAfter: number;
  /** DER SubjectPublicKeyInfo */
  readonly spki: Uint8Array;
  /** DER Extensions; left out where there are none. */
  readonly extensions: Uint8Array | undefined;
}
