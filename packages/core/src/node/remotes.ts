/** A manager of the swarm. */
export interface Remote {
  readonly nodeId: string;
  /** `host:port` */
  readonly address: string;
}

/** The managers that a node knows. What a session says replaces all of them. */
export class Remotes {
  #known: readonly Remote[];
  #next = 0;

  constructor(known: readonly Remote[]) {
    this.#known = known;
  }

  get known(): readonly Remote[] {
    return this.#known;
  }

  /** An empty list is not taken over: a node without managers would be lost. */
  replace(known: readonly Remote[]): void {
    if (known.length > 0) this.#known = known;
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
