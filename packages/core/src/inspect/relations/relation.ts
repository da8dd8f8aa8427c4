/** Where an item stands among the items that were related. */
export type ItemIndex = number;

/** How items belong together. Every list is in the order of the items. */
export type Relation = SameKey | SameCertificate | SameName | IssuedBy | Chain | Bundle | TokenRoot;

/** All that states or holds one key: certificates, requests, public keys, private keys. There are at least two. */
export interface SameKey {
  readonly kind: 'same-key';
  readonly key: KeyName;
  readonly items: readonly ItemIndex[];
}

/** One certificate, found more than once. */
export interface SameCertificate {
  readonly kind: 'same-certificate';
  readonly items: readonly ItemIndex[];
}

/** Authorities of one name whose keys differ: two swarms, or two roots of one. */
export interface SameName {
  readonly kind: 'same-name';
  /** DER Name, hexadecimal */
  readonly name: string;
  /** At least two. */
  readonly authorities: readonly Authority[];
}

interface Authority {
  readonly key: KeyName;
  readonly items: readonly ItemIndex[];
}

/** Who issued a certificate: a key, stated by one certificate or more. A root that is signed by its own key issued itself. */
export interface IssuedBy {
  readonly kind: 'issued-by';
  readonly certificate: ItemIndex;
  readonly key: KeyName;
  /** The certificates that state the issuer's name and key; of many the first. */
  readonly issuers: readonly ItemIndex[];
  /**
   * By what that is known: its signature was checked; or the key identifier alone says so, since the algorithm cannot be judged
   * here, or too many had been checked before.
   */
  readonly proof: 'signature' | 'key-identifier';
}

/** A way from a certificate that issued no other up to a root, or as far as issuers are known. */
export interface Chain {
  readonly kind: 'chain';
  /** The leaf first, then whoever issued it; at least two. */
  readonly path: readonly ItemIndex[];
  /** It ends with a certificate that is signed by its own key. */
  readonly complete: boolean;
}

/** All certificates of a source are one leaf and those above it. */
export interface Bundle {
  readonly kind: 'bundle';
  readonly source: string;
  /** As they should stand: leaf first, then whoever issued it. */
  readonly order: readonly ItemIndex[];
  readonly inOrder: boolean;
}

/** A join token, and the roots whose digest it carries. */
export interface TokenRoot {
  readonly kind: 'token-root';
  readonly token: ItemIndex;
  readonly source: string;
  readonly roots: readonly ItemIndex[];
  /** Whether the digest is that of the source as it is, or of the certificates in it, normalised. */
  readonly of: 'file' | 'normalised';
}

/** How a key is called: see `keyName`. */
export type KeyName = string;
