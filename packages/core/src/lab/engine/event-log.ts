import type { EngineEvent } from '../../engine/shapes/event.ts';

/** So many events are remembered, as many as Docker remembers. */
const mostRemembered = 256;
/** What nodes are called is up to users, and as long as they like: of events that long fewer are remembered. Characters. */
const longestMemory = 512 * 1024;

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
    this.#past = latest([...this.#past, event].slice(-mostRemembered));
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

/** As many of the latest events as are remembered together: the last one at least. */
function latest(events: readonly EngineEvent[]): readonly EngineEvent[] {
  let length = 0;
  const forgotten = events.findLastIndex((event, index) => {
    length += lengthOf(event);
    return length > longestMemory && index < events.length - 1;
  });
  return events.slice(forgotten + 1);
}

function lengthOf({ Actor }: EngineEvent): number {
  return Object.values(Actor.Attributes).reduce((length, value) => length + value.length, 0);
}
