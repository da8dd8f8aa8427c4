import type { Disposable } from 'vscode';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';

/** Which swarms are listened to: each is watched for as long as it is. */
export class Listening implements Disposable {
  readonly #listening = new Map<ShownSwarm, Disposable>();
  readonly #heard: (swarm: ShownSwarm) => void;

  constructor(heard: (swarm: ShownSwarm) => void) {
    this.#heard = heard;
  }

  has(swarm: ShownSwarm): boolean {
    return this.#listening.has(swarm);
  }

  /** Listens to these from now on, and to no others. */
  to(swarms: readonly ShownSwarm[]): void {
    const wanted = new Set(swarms);
    for (const [swarm, listening] of this.#listening) {
      if (wanted.has(swarm)) continue;
      listening.dispose();
      this.#listening.delete(swarm);
      this.#heard(swarm);
    }
    for (const swarm of wanted) {
      if (this.#listening.has(swarm)) continue;
      this.#listening.set(
        swarm,
        swarm.onDidChange(() => this.#heard(swarm)),
      );
      this.#heard(swarm);
    }
  }

  dispose(): void {
    for (const listening of this.#listening.values()) listening.dispose();
    this.#listening.clear();
  }
}
