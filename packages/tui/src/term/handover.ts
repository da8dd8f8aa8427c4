type Suspend = (meanwhile: () => Promise<void> | void) => Promise<void>;

/** The terminal is given away for a while, to one at a time: Ink refuses a second one, and a wish for it may come with the first. */
export class Handover {
  readonly #suspend: Suspend;
  readonly #onFailure: (error: unknown) => void;
  #running: Promise<void> | undefined;

  constructor(suspend: Suspend, onFailure: (error: unknown) => void) {
    this.#suspend = suspend;
    this.#onFailure = onFailure;
  }

  /** Gives it away, and draws everything anew behind that; nothing where it is away already. */
  begin(meanwhile: () => Promise<void> | void): void {
    if (this.#running !== undefined) return;
    this.#running = this.#suspend(meanwhile)
      .catch(this.#onFailure)
      .finally(() => {
        this.#running = undefined;
      });
  }
}
