import type { Entropy } from '../../entropy/entropy.ts';

/** Something that happens to some of many. */
export class Chance {
  readonly #entropy: Entropy;
  #share = 0;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
  }

  /** @param share from 0, never, to 1, always */
  set(share: number): void {
    this.#share = share;
  }

  get share(): number {
    return this.#share;
  }

  /** Draws whether it happens this time. */
  draw(): boolean {
    return this.#share > 0 && this.#entropy.integerBelow(precision) < this.#share * precision;
  }
}

const precision = 1_000_000;
