/** Something to inspect, read already. */
export interface Source {
  /** As {@link Place.source}: a path as it was given, `-` for what was piped in. */
  readonly name: string;
  /** A text, or the bytes of what is none. */
  readonly contents: string | Uint8Array;
  /** How {@link contents}, if a text, was read from bytes; left out for UTF-8. */
  readonly encoding?: 'latin1';
  /** Left out for what is no file. */
  readonly file?: FileFacts;
  /** It was given as a join token, so it is judged as one, whatever it is. */
  readonly as?: 'token';
}

/** What is known of a file beside its contents. */
interface FileFacts {
  /** Permissions, as `chmod` takes them; left out where a system has none. */
  readonly mode?: number;
  /** Whether git has it in its index; left out where nobody looked. */
  readonly tracked?: boolean;
}

/** The bytes of a source, as the file has them. */
export function bytesOf({ contents, encoding }: Source): Uint8Array {
  return typeof contents === 'string' ? Buffer.from(contents, encoding ?? 'utf8') : contents;
}
