import { Problem } from '@swarmpki/core/commands';
import type { Clock } from '@swarmpki/core/commands';
import { clipboardSequence } from '../term/clipboard.ts';
import type { Deeds, Reached } from './deeds.ts';
import type { FindEngines, Target } from './engines.ts';
import type { Jobs } from './jobs.ts';
import type { Lesson } from './learn/lesson.ts';
import type { Screen, View } from './screen.ts';
import { here } from './state.ts';
import type { State, Where } from './state.ts';
import type { Store } from './store.ts';

/** What there is to be seen of an engine that is in no swarm: how to make one; and of one that is locked: how to open it. */
function insteadOf({ sight }: State): string | undefined {
  const state = sight?.info.Swarm.LocalNodeState;
  return state === 'inactive' ? 'init' : state === 'locked' ? 'locked' : undefined;
}

/** What is done with the terminal itself. */
export interface Terminal {
  /** Draws everything anew. */
  redraw(): void;
  /** Stops the program as a shell's Ctrl+Z does, and draws everything anew when it goes on. */
  suspend(): void;
}

/** The program behind the screens. */
export class App implements Deeds {
  readonly store: Store<State>;
  readonly jobs: Jobs;
  readonly screens: readonly Screen[];
  readonly lessons: readonly Lesson[];
  /** Real time. */
  readonly clock: Clock;
  /** Ended when the program is left. */
  readonly ending = new AbortController();
  reached: Reached | undefined;
  /** What is to be shown in place of what was shown at first, and by what that is left. */
  wanted: Target | undefined;
  leaving = new AbortController();
  /** Whoever draws tells it; before the first picture there is no end. */
  lowestTop = Number.POSITIVE_INFINITY;
  /** Nothing before the first picture. */
  terminal: Terminal | undefined;
  readonly #findEngines: FindEngines;
  readonly #write: (sequence: string) => void;

  constructor(has: {
    readonly store: Store<State>;
    readonly jobs: Jobs;
    readonly screens: readonly Screen[];
    readonly lessons?: readonly Lesson[];
    readonly clock: Clock;
    readonly findEngines?: FindEngines;
    /** Writes what is no picture to the terminal. */
    readonly write: (sequence: string) => void;
  }) {
    this.store = has.store;
    this.jobs = has.jobs;
    this.screens = has.screens;
    this.lessons = has.lessons ?? [];
    this.clock = has.clock;
    this.#findEngines = has.findEngines ?? (async () => []);
    this.#write = has.write;
  }

  /** The screen that is shown, and what it sees. */
  now(state = this.store.state): { readonly screen: Screen; readonly view: View<unknown> } {
    const byId = (wanted: string): Screen | undefined => this.screens.find(({ id }) => id === wanted);
    const wanted = here(state);
    const instead = insteadOf(state);
    const isShown = instead === undefined || byId(wanted.screen)?.needsNoSwarm === true;
    const where = isShown ? wanted : { screen: instead };
    const screen = byId(where.screen) ?? this.screens[0];
    if (screen === undefined) throw new Error(`there is no screen ${where.screen}`);
    return { screen, view: { state, where, own: state.own[screen.id] ?? screen.initial } };
  }

  change<Own>(id: string, next: (own: Own) => Own): void {
    this.store.update((state) => {
      const initial = this.screens.find((screen) => screen.id === id)?.initial;
      const own = (state.own[id] ?? initial) as Own;
      return { ...state, own: { ...state.own, [id]: next(own) } };
    });
  }

  receive(id: string, next: (own: unknown) => unknown): void {
    this.store.receive((state) => {
      const initial = this.screens.find((screen) => screen.id === id)?.initial;
      return { ...state, own: { ...state.own, [id]: next(state.own[id] ?? initial) } };
    });
  }

  open(where: Where): void {
    this.store.update((state) => ({ ...state, way: [...state.way, where], toast: undefined }));
  }

  jump(number: number): void {
    const target = this.screens.find(({ tab }) => tab?.number === number);
    if (target === undefined) return;
    this.store.update((state) => ({ ...state, way: [{ screen: target.id }], toast: undefined }));
  }

  back(): boolean {
    const { way } = this.store.state;
    const [first, ...rest] = way.slice(0, -1);
    if (first === undefined) return false;
    this.store.update((state) => ({ ...state, way: [first, ...rest], toast: undefined }));
    return true;
  }

  say(tone: 'good' | 'warn' | 'bad' | 'plain', text: string): void {
    this.store.update((state) => ({ ...state, toast: { tone, text } }));
  }

  copy(text: string, what: string): void {
    const sequence = clipboardSequence(text);
    if (sequence === undefined) this.say('bad', `${what} is too long for the clipboard of a terminal`);
    else {
      this.#write(sequence);
      this.say('good', `${what} copied, if this terminal lets programs copy`);
    }
  }

  attach(target: Target): void {
    this.jobs.endAll();
    this.wanted = target;
    this.reached = undefined;
    // Nothing of the one before is taken for a part of this one.
    this.store.update((state) => ({
      ...state,
      engine: target.engine,
      link: { kind: 'connecting' },
      sight: undefined,
      way: [{ screen: 'nodes' }],
      own: {},
      jobs: [],
      field: undefined,
      overlay: undefined,
      toast: undefined,
    }));
    const { leaving } = this;
    this.leaving = new AbortController();
    leaving.abort();
  }

  async chooseEngine(): Promise<void> {
    try {
      const found = await this.#findEngines();
      const choices = found.map(({ title, about, target }) => ({
        title,
        about,
        ...(target && { choose: () => this.attach(target) }),
      }));
      this.store.update((state) => ({
        ...state,
        engines: found.map(({ title }) => title),
        overlay: { kind: 'choose', title: 'Attach to another engine', choices, selected: 0 },
      }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.say('bad', error.message);
    }
  }

  /** Notes which engines there are, for whoever has none. */
  async lookForEngines(): Promise<void> {
    try {
      const found = await this.#findEngines();
      this.store.receive((state) => ({ ...state, engines: found.map(({ title }) => title) }));
    } catch (error) {
      // Who wants to choose one is told.
      if (!(error instanceof Problem)) throw error;
    }
  }

  later(ms: number, due: () => void): void {
    const { signal } = this.ending;
    if (signal.aborted) return;
    const timer = this.clock.after(ms, () => {
      signal.removeEventListener('abort', cancel);
      due();
    });
    const cancel = (): void => timer.cancel();
    signal.addEventListener('abort', cancel, { once: true });
  }

  redraw(): void {
    this.terminal?.redraw();
  }

  suspend(): void {
    this.terminal?.suspend();
  }

  quit(): void {
    this.ending.abort();
  }
}
