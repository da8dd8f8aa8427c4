/** A manager of the swarm. */
export interface Remote {
  readonly nodeId: string;
  /** `host:port` */
  readonly address: string;
}

/** The managers that a node knows. What a session says replaces all of them. */
export class Remotes {
  readonly #onChange: (known: readonly Remote[]) => void;
  #known: readonly Remote[];
  #next = 0;

  /** @param onChange hears of others than before */
  constructor(known: readonly Remote[], onChange: (known: readonly Remote[]) => void = () => undefined) {
    this.#known = known;
    this.#onChange = onChange;
  }

  get known(): readonly Remote[] {
    return this.#known;
  }

  /** An empty list is not taken over: a node without managers would be lost. */
  replace(known: readonly Remote[]): void {
    if (known.length === 0) return;
    const isSame = JSON.stringify(known) === JSON.stringify(this.#known);
    this.#known = known;
    if (!isSame) this.#onChange(known);
  }

  /** The manager to turn to. */
  pick(): string {
    return this.#known[this.#next % this.#known.length]?.address ?? '';
  }

  /** The manager that was picked does not answer: the next one is picked from now on. */
  passOver(): void {
    this.#next++;
  }
}
