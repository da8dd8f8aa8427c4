/** Keeps what was made of some bytes, for as long as they are among the latest that were asked for. */
export class Latest<Made> {
  readonly #most: number;
  /** By the bytes, a character for each; what was asked for last stands at the end. */
  readonly #kept = new Map<string, Made>();

  /** @param most kept at a time */
  constructor(most: number) {
    this.#most = most;
  }

  /** What was made of these bytes, or is made now. */
  get(bytes: Uint8Array, make: () => Made): Made {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const made = this.#kept.get(text) ?? make();
    this.#kept.delete(text);
    this.#kept.set(text, made);
    if (this.#kept.size > this.#most) {
      const [oldest = ''] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return made;
  }
}
