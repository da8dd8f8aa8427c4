import { window } from 'vscode';
import type { Disposable, LogOutputChannel, Memento } from 'vscode';
import type { LiveSwarm } from '@swarmpki/core/inspect/report';
import type { ShownSwarm, Swarms } from '../engines/shown-swarm.ts';
import { act } from './act.ts';
import type { Acting } from './acting.ts';
import { createLab } from './lab/create-lab.ts';
import { runDoctor } from './doctor/doctor.ts';
import { ActingLenses } from '../editors/lenses.ts';
import { LiveSwarmTeller } from '../editors/live-swarms.ts';
import type { Handed } from './plan.ts';
import { Texts } from './texts.ts';

/** What acting needs of whoever shows swarms. */
export interface Surroundings {
  readonly swarms: Swarms;
  /** Kept beyond the end of a window. */
  readonly memory: Memento;
  /** Tells the language server of the swarms that are watched. */
  readonly tell: (swarms: readonly LiveSwarm[]) => void;
  /** Opens the rotation view of a swarm. */
  readonly showRotation: (swarm: ShownSwarm) => void;
}

/** All that can be done with the swarms that are shown. */
export class Acts implements Disposable {
  readonly #acting: Acting;
  readonly #teller: LiveSwarmTeller;
  readonly #lenses: ActingLenses;
  readonly #disposables: Disposable[] = [];

  constructor({ swarms, memory, tell, showRotation }: Surroundings) {
    const log: LogOutputChannel = window.createOutputChannel('Swarm PKI', { log: true });
    const texts = new Texts();
    const all = (): readonly ShownSwarm[] => swarms.all;
    this.#lenses = new ActingLenses(all);
    this.#teller = new LiveSwarmTeller(all, memory, tell, () => this.#lenses.look());
    this.#acting = { swarms, log, texts, showRotation };
    this.#disposables.push(
      log,
      texts,
      this.#lenses,
      this.#teller,
      swarms.onDidChange(() => this.#teller.followAll()),
    );
    this.#teller.followAll();
  }

  act(id: string, handed: Handed): Promise<void> {
    return act(this.#acting, id, handed);
  }

  /** Something was seen of a swarm that is watched. */
  look(): void {
    this.#teller.look();
  }

  createLab(): Promise<void> {
    return createLab(this.#acting);
  }

  doctor(given: unknown): Promise<void> {
    return runDoctor(this.#acting, given);
  }

  dispose(): void {
    for (const each of this.#disposables) each.dispose();
  }
}
