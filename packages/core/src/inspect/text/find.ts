import type { TextRange } from '../place.ts';

/** What the scanner finds in a text: where it stands, and what it holds. Nothing is known yet of whether it is any good. */
export type Find = PemFind | DerFind | TokenFind | UnlockKeyFind;

/** What was found in a text, in its order. */
export interface Finds {
  /** Ranges do not overlap; but blocks of one value in base64 all have the range of the value. */
  readonly finds: readonly Find[];
  /** Left out if the whole text was read. */
  readonly cut?: Cut;
}

/** Reading stopped before the text ended: nothing is known of what begins behind. */
export interface Cut {
  readonly why: 'text-too-long' | 'too-many-finds';
  /** In UTF-16 code units from the beginning. */
  readonly at: number;
}

/** How a block lies in the text around it; it is read all the same. */
export type Wrapping =
  /** Spaces or tabs before each line, as in YAML. */
  | 'indented'
  /** Something else before each line: `> `, `# `, the time in a log. */
  | 'prefixed'
  /** `\n` of two characters, as in JSON and `.env`. */
  | 'escaped'
  /** All of it base64 once more, as in a Kubernetes secret. */
  | 'base64'
  /** Lines end with CR LF. */
  | 'crlf'
  /** Lines end with CR alone. */
  | 'cr'
  /** All of its base64 on one line. */
  | 'one-line';

/** Something that is wrong with the text of a block; of how it lies in the text around it nothing is wrong. */
export interface PemDamage {
  readonly code:
    /** The text ends, goes on with something else, or another block begins; the range is that of the beginning. */
    | 'no-end'
    /** The end names another label than the beginning; the range is that of the end. */
    | 'labels-differ'
    /** What cannot be in base64: the characters, or a whole line that is none. */
    | 'bad-character'
    /** `=` is missing, too many, or not at the end. */
    | 'bad-padding'
    /** One character is left over: six bits, which are no byte. */
    | 'truncated-base64'
    /** No `name: value`, too long, too many, or no blank line behind the last. */
    | 'bad-header'
    /** Not five dashes, or blanks around the label. */
    | 'marker'
    /** It goes on beyond the longest block that is read. */
    | 'too-long'
    /** Nothing stands between the markers. */
    | 'empty';
  /** Exactly what is damaged: the line, or the characters. */
  readonly range: TextRange;
}

/** A line `name: value` before the contents (RFC 1421 §4.6); a node's key file has some (docs/protocol.md §10.2). */
export interface PemHeader {
  readonly name: string;
  readonly value: string;
  readonly range: TextRange;
}

/** A PEM block (RFC 7468), whole or damaged. Of one with wrapping `base64` all ranges are that of the outer value. */
export interface PemFind {
  readonly kind: 'pem';
  /** From the first dash to the last; up to where reading stopped if it has no end. */
  readonly range: TextRange;
  /** As its beginning says: `CERTIFICATE`. */
  readonly label: string;
  /** `-----BEGIN …-----` */
  readonly begin: TextRange;
  /** What lies between the markers, headers included. */
  readonly body: TextRange;
  /** `-----END …-----` */
  readonly end: TextRange | undefined;
  readonly headers: readonly PemHeader[];
  readonly wrapping: readonly Wrapping[];
  /** What its base64 says, as far as it could be read; nothing of a block with headers that say that it is encrypted is decrypted. */
  readonly der: Uint8Array;
  /** In the order of the text; empty for a good block. */
  readonly damage: readonly PemDamage[];
}

/** DER without markers, as a value in base64. */
export interface DerFind {
  readonly kind: 'der';
  readonly range: TextRange;
  readonly der: Uint8Array;
}

/** What begins like a join token, well-formed or not. It is secret: {@link text} is not shown unless that was asked for. */
export interface TokenFind {
  readonly kind: 'join-token';
  readonly range: TextRange;
  readonly text: string;
  /** It stands for a token: `SWMTKN-1-<digest>-<secret>`, `SWMTKN-1-xxxx`, `SWMTKN-1-3pu6…`. There is nothing to complain of. */
  readonly placeholder: boolean;
  /** Of a token that has such a part. */
  readonly version: TextRange | undefined;
  readonly digest: TextRange | undefined;
  readonly secret: TextRange | undefined;
}

/** What begins like an unlock key, well-formed or not. It is secret. */
export interface UnlockKeyFind {
  readonly kind: 'unlock-key';
  readonly range: TextRange;
  /** Without escapes: `/` where the text has `\\/`. */
  readonly text: string;
  /** It stands for a key, as of {@link TokenFind}. */
  readonly placeholder: boolean;
  readonly secret: TextRange | undefined;
}
