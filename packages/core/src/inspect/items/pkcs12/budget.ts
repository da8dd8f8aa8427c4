/**
 * Rounds of key derivation that are done for one file, all its parts taken together: OpenSSL writes 2048 for each, careful
 * programs some 100 000. A million take a second or two; a file could ask for years.
 */
export const mostRounds = 1_000_000;
/** For all that is inspected together: some ten seconds, or a thousand files of OpenSSL's. */
export const mostRoundsTogether = 10_000_000;

/** What is left of the work that is done for one file, or for several together. */
export class Budget {
  #rounds: number;
  readonly #together: Budget | undefined;

  /** @param together what is left for this file and for others */
  constructor(rounds: number, together?: Budget) {
    this.#rounds = rounds;
    this.#together = together;
  }

  /** @returns whether so many rounds may still be done; then they count as done */
  spend(rounds: number): boolean {
    if (rounds < 1 || rounds > this.#rounds || this.#together?.spend(rounds) === false) return false;
    this.#rounds -= rounds;
    return true;
  }
}
