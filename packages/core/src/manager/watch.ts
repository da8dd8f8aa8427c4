/** How many nodes hear in one turn of the event loop of what concerns them all. */
const atATime = 16;

/** Tells those who wait that something about a node, or about the whole swarm, has changed. */
export class Watch {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Calls back at every change of a node. @returns ends that */
  on(nodeId: string, changed: () => void): () => void {
    const waiting = this.#waiting.get(nodeId) ?? new Set();
    this.#waiting.set(nodeId, waiting.add(changed));
    return () => {
      waiting.delete(changed);
      if (waiting.size === 0) this.#waiting.delete(nodeId);
    };
  }

  /** A node has changed. */
  tell(nodeId: string): void {
    for (const changed of this.#waiting.get(nodeId) ?? []) changed();
  }

  /**
   * Something has changed that concerns every node. A few at a time hear of it: in a large swarm what is said to all of
   * them, and what they answer, would otherwise be in memory at once.
   */
  tellAll(): void {
    const nodeIds = [...this.#waiting.keys()];
    const tellFrom = (first: number): void => {
      const next = first + atATime;
      for (const nodeId of nodeIds.slice(first, next)) this.tell(nodeId);
      if (next < nodeIds.length) setImmediate(tellFrom, next);
    };
    tellFrom(0);
  }
}

/** A bell that one party rings and another waits for; ringing twice before it is heard is ringing once. */
export class Bell {
  #rung = false;
  #hear: () => void = () => undefined;

  ring(): void {
    this.#rung = true;
    this.#hear();
  }

  /** Waits for the next ring, or for the signal if there is one. */
  heard(signal?: AbortSignal): Promise<void> {
    const rung =
      this.#rung || signal?.aborted
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            // A session waits again and again: nothing of it stays with the signal.
            const hear = (): void => {
              signal?.removeEventListener('abort', hear);
              resolve();
            };
            this.#hear = hear;
            signal?.addEventListener('abort', hear, { once: true });
          });
    return rung.then(() => void (this.#rung = false));
  }
}
