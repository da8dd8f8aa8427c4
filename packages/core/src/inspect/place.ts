/** A part of a text, in UTF-16 code units from its beginning, as JavaScript and LSP count; the end is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where something was found. */
export interface Place {
  /** How people know it: a path as it was given, `-` for what was piped in, `HOST:PORT`. It is never opened. */
  readonly source: string;
  /** Left out where the source is no text. */
  readonly range?: TextRange;
  /** Within what is found there: `certificate 2` of a PKCS #7 bundle. Outermost first. */
  readonly within?: readonly string[];
}
