import type { Disposable } from 'vscode';
import type { ShownSwarm, Swarms } from '../engines/shown-swarm.ts';
import { LastRotation } from './last-rotation.ts';

/** What was seen of rotations: of labs all along, of other engines while somebody looks. */
export class Rotations implements Disposable {
  readonly #swarms: Swarms;
  readonly #last = new Map<string, LastRotation>();
  readonly #listening = new Map<string, Disposable>();
  readonly #following: Disposable;

  constructor(swarms: Swarms) {
    this.#swarms = swarms;
    this.#following = swarms.onDidChange(() => this.#followLabs());
    this.#followLabs();
  }

  /** Looks at a swarm as it is now. @returns its last rotation */
  of({ id, sight }: ShownSwarm): LastRotation {
    const last = this.#last.get(id) ?? new LastRotation();
    this.#last.set(id, last);
    if (sight !== undefined) last.see(sight);
    return last;
  }

  dispose(): void {
    this.#following.dispose();
    for (const each of this.#listening.values()) each.dispose();
  }

  #followLabs(): void {
    const labs = this.#swarms.all.filter(({ place }) => place.kind === 'lab');
    const shown = new Set(this.#swarms.all.map(({ id }) => id));
    for (const id of this.#last.keys()) if (!shown.has(id)) this.#last.delete(id);
    for (const [id, listening] of this.#listening) {
      if (shown.has(id)) continue;
      listening.dispose();
      this.#listening.delete(id);
    }
    for (const lab of labs) {
      if (this.#listening.has(lab.id)) continue;
      this.#listening.set(
        lab.id,
        lab.onDidChange(() => void this.of(lab)),
      );
    }
  }
}
