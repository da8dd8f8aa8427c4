import type { Disposable, Memento } from 'vscode';
import type { LiveSwarm } from '@swarmpki/core/inspect/report';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import { digestsOf } from '../engines/digests.ts';
import { liveSwarm, readHistory, withRoot } from './former-roots.ts';

const key = 'swarmpki.roots';

/** Keeps in mind which roots swarms have had, and tells of all that is seen: digests, and never a token. */
export class LiveSwarmTeller implements Disposable {
  readonly #all: () => readonly ShownSwarm[];
  readonly #memory: Memento;
  readonly #tell: (swarms: readonly LiveSwarm[]) => void;
  readonly #listening = new Map<string, Disposable>();
  readonly #looked: () => void;
  #told = '[]';

  /** @param tell is called when something is otherwise than it was told @param looked whenever something was seen */
  constructor(
    all: () => readonly ShownSwarm[],
    memory: Memento,
    tell: (swarms: readonly LiveSwarm[]) => void,
    looked: () => void = () => undefined,
  ) {
    this.#looked = looked;
    this.#all = all;
    this.#memory = memory;
    this.#tell = tell;
  }

  /** Other engines are shown than before. The labs among them are listened to; others are taken as they are seen. */
  followAll(): void {
    const labs = this.#all().filter(({ place }) => place.kind === 'lab');
    const ids = new Set(labs.map(({ id }) => id));
    for (const [id, listening] of this.#listening) {
      if (ids.has(id)) continue;
      listening.dispose();
      this.#listening.delete(id);
    }
    for (const lab of labs) {
      if (!this.#listening.has(lab.id))
        this.#listening.set(
          lab.id,
          lab.onDidChange(() => this.look()),
        );
    }
    this.look();
  }

  /** Something was seen. */
  look(): void {
    this.#looked();
    const before = readHistory(this.#memory.get(key));
    let history = before;
    const seen = this.#all().flatMap(({ name, sight }) => {
      const digests = sight && digestsOf(sight);
      return digests === undefined ? [] : [{ name, digests }];
    });
    for (const { digests } of seen) history = withRoot(history, digests);
    if (history !== before) void this.#memory.update(key, history);
    const swarms = seen.map(({ name, digests }) => liveSwarm(name, digests, history));
    const told = JSON.stringify(swarms);
    if (told === this.#told) return;
    this.#told = told;
    this.#tell(swarms);
  }

  dispose(): void {
    for (const listening of this.#listening.values()) listening.dispose();
    this.#listening.clear();
  }
}
