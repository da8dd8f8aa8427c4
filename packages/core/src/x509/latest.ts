/** Keeps what was made of some bytes, for as long as they are among the latest that were asked for. */
export class Latest<Made> {
  readonly #most: number;
  /** By their digest; what was asked for last stands at the end. */
  readonly #kept = new Map<number, Kept<Made>>();

  /** @param most kept at a time */
  constructor(most: number) {
    this.#most = most;
  }

  /** What was made of these bytes, or is made now. @param make of a copy of them, which nobody else has */
  get(bytes: Uint8Array, make: (copy: Uint8Array) => Made): Made {
    const digest = digestOf(bytes);
    const known = this.#kept.get(digest);
    const kept = known && Buffer.compare(known.bytes, bytes) === 0 ? known : keep(Uint8Array.from(bytes), make);
    this.#kept.delete(digest);
    this.#kept.set(digest, kept);
    if (this.#kept.size > this.#most) {
      const [oldest = 0] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return kept.made;
  }
}

interface Kept<Made> {
  readonly bytes: Uint8Array;
  readonly made: Made;
}

function keep<Made>(bytes: Uint8Array, make: (copy: Uint8Array) => Made): Kept<Made> {
  return { bytes, made: make(bytes) };
}

/** So many bytes, spread evenly, are looked at for a digest. */
const mostSamples = 64;

/** Tells nearly all bytes apart; where it does not, one is made anew whenever the other was asked for. */
function digestOf(bytes: Uint8Array): number {
  const step = Math.ceil(bytes.length / mostSamples);
  let digest = bytes.length;
  for (let at = bytes.length - 1; at >= 0; at -= step) digest = (Math.imul(digest, 31) + (bytes[at] ?? 0)) | 0;
  return digest;
}
