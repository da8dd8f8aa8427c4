import type { Disposable, Event } from 'vscode';
import { LiveSwarm } from './live-swarm.ts';
import type { Way } from './live-swarm.ts';
import { engineNameOf, idOf } from './place.ts';
import type { EnginePlace } from './place.ts';
import type { ShownSwarm, Swarms } from './shown-swarm.ts';

/** Which engines there are to be shown. */
export interface Places {
  /** Real paths of state directories. */
  labs(): Promise<readonly string[]>;
  usualLab(): Promise<string>;
  /** @returns the real path, also of what is not there yet */
  realPath(directory: string): Promise<string>;
  /** The address of an engine that the user's settings name; empty for none. */
  host(): string;
  /** Names of Docker's contexts that the user has attached. */
  attached(): readonly string[];
  attach(contexts: readonly string[]): Promise<void>;
}

/** More than anybody watches at a time. */
const mostContexts = 50;

/** The engines that are shown. Each stays the same object for as long as it is. */
export class ShownSwarms implements Swarms {
  #all: readonly LiveSwarm[] = [];
  readonly #places: Places;
  readonly #way: Way;
  readonly #listeners = new Set<() => void>();
  /** Labs that were shown before they were made. */
  readonly #wanted = new Set<string>();
  /** Each look follows the one before. */
  #looking: Promise<void> = Promise.resolve();

  constructor(places: Places, way: Way) {
    this.#places = places;
    this.#way = way;
  }

  get all(): readonly ShownSwarm[] {
    return this.#all;
  }

  readonly onDidChange: Event<void> = (listener, own?: unknown): Disposable => {
    const told = (): void => void listener.call(own);
    this.#listeners.add(told);
    return { dispose: () => this.#listeners.delete(told) };
  };

  find(id: string): ShownSwarm | undefined {
    return this.#all.find((each) => each.id === id);
  }

  async show(place: EnginePlace): Promise<ShownSwarm> {
    const shown = await this.#add(place);
    await this.refresh();
    const found = this.find(shown);
    if (found === undefined) throw new Error(`${shown} is shown by now`);
    return found;
  }

  async #add(place: EnginePlace): Promise<string> {
    if (place.kind === 'lab') {
      const directory = await this.#places.realPath(place.directory);
      this.#wanted.add(directory);
      return idOf({ kind: 'lab', directory });
    }
    // What the settings name is shown by that.
    if (place.kind === 'host') return idOf(place);
    const attached = this.#places.attached();
    if (!attached.includes(place.context))
      await this.#places.attach([place.context, ...attached].slice(0, mostContexts));
    return idOf(place);
  }

  /** Shows an engine of Docker's no more. */
  async detach(context: string): Promise<void> {
    await this.#places.attach(this.#places.attached().filter((each) => each !== context));
    await this.refresh();
  }

  refresh(): Promise<void> {
    const look = this.#looking.then(() => this.#look());
    // One that fails does not keep the next from being taken; whoever asked for it hears of it.
    this.#looking = look.catch(() => undefined);
    return look;
  }

  usualLab(): Promise<string> {
    return this.#places.usualLab();
  }

  async #look(): Promise<void> {
    const labs = new Set([...(await this.#places.labs()), ...this.#wanted]);
    const host = this.#places.host();
    const places: readonly EnginePlace[] = [
      ...Array.from(labs, (directory) => ({ kind: 'lab', directory }) as const),
      ...(host === '' ? [] : [{ kind: 'host', host } as const]),
      ...this.#places.attached().map((context) => ({ kind: 'context', context }) as const),
    ];
    const before = new Map(this.#all.map((each) => [each.id, each]));
    const now = places.map((place) => before.get(idOf(place)) ?? new LiveSwarm(place, engineNameOf(place), this.#way));
    this.#all = now.toSorted((a, b) => rankOf(a) - rankOf(b) || byName.compare(a.name, b.name));
    if (now.length === before.size && now.every(({ id }) => before.has(id))) return;
    for (const listener of this.#listeners) listener();
  }
}

const byName = new Intl.Collator('en', { numeric: true });

const ranks = { lab: 0, host: 1, context: 2 } as const;

function rankOf({ place }: ShownSwarm): number {
  return ranks[place.kind];
}
