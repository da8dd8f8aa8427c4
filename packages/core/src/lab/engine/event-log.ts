import type { EngineEvent } from '../../engine/shapes/event.ts';

/** So many events are remembered, as many as Docker remembers. */
const mostRemembered = 256;

/** What has happened lately, and who wants to hear what happens. */
export class EventLog {
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #past: readonly EngineEvent[] = [];

  /** @param onError hears of what a listener threw; the others are told all the same */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** The oldest first. */
  get past(): readonly EngineEvent[] {
    return this.#past;
  }

  /** @returns stops that */
  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(event: EngineEvent): void {
    this.#past = [...this.#past, event].slice(-mostRemembered);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
