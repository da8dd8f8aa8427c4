import type { EngineClient, LabClient } from '@swarmpki/core/engine';
import type { Clock } from '@swarmpki/core/commands';
import { clipboardSequence } from '../term/clipboard.ts';
import type { Jobs } from './jobs.ts';
import type { Screen, View } from './screen.ts';
import { here } from './state.ts';
import type { State, Where } from './state.ts';
import type { Store } from './store.ts';

/** What is spoken with at present; nothing before it has been reached. */
export interface Reached {
  readonly client: EngineClient;
  readonly lab: LabClient | undefined;
}

/** The engine is in no swarm: then there is nothing to be seen but how to make one. */
function isOutside({ sight }: State): boolean {
  return sight !== undefined && sight.info.Swarm.LocalNodeState === 'inactive';
}

/** What is done with the terminal itself. */
export interface Terminal {
  /** Draws everything anew. */
  redraw(): void;
  /** Stops the program as a shell's Ctrl+Z does, and draws everything anew when it goes on. */
  suspend(): void;
}

/** All that keys can do. */
export class App {
  readonly store: Store<State>;
  readonly jobs: Jobs;
  readonly screens: readonly Screen[];
  /** Real time. */
  readonly clock: Clock;
  /** Ended when the program is left. */
  readonly ending = new AbortController();
  reached: Reached | undefined;
  /** Nothing before the first picture. */
  terminal: Terminal | undefined;
  readonly #write: (sequence: string) => void;

  constructor(has: {
    readonly store: Store<State>;
    readonly jobs: Jobs;
    readonly screens: readonly Screen[];
    readonly clock: Clock;
    /** Writes what is no picture to the terminal. */
    readonly write: (sequence: string) => void;
  }) {
    this.store = has.store;
    this.jobs = has.jobs;
    this.screens = has.screens;
    this.clock = has.clock;
    this.#write = has.write;
  }

  /** The screen that is shown, and what it sees. */
  now(state = this.store.state): { readonly screen: Screen; readonly view: View<unknown> } {
    const where = isOutside(state) ? { screen: 'init' } : here(state);
    const screen = this.screens.find(({ id }) => id === where.screen) ?? this.screens[0];
    if (screen === undefined) throw new Error(`there is no screen ${where.screen}`);
    return { screen, view: { state, where, own: state.own[screen.id] ?? screen.initial } };
  }

  /** Changes what a screen keeps for itself. */
  change<Own>(id: string, next: (own: Own) => Own): void {
    this.store.update((state) => {
      const initial = this.screens.find((screen) => screen.id === id)?.initial;
      const own = (state.own[id] ?? initial) as Own;
      return { ...state, own: { ...state.own, [id]: next(own) } };
    });
  }

  /** As {@link change}, for what has come from outside. */
  receive(id: string, next: (own: unknown) => unknown): void {
    this.store.receive((state) => {
      const initial = this.screens.find((screen) => screen.id === id)?.initial;
      return { ...state, own: { ...state.own, [id]: next(state.own[id] ?? initial) } };
    });
  }

  /** Goes to a screen from the one that is shown. */
  open(where: Where): void {
    this.store.update((state) => ({ ...state, way: [...state.way, where], toast: undefined }));
  }

  /** Goes to one of the screens with numbers: there is no way back from it. */
  jump(screen: string): void {
    this.store.update((state) => ({ ...state, way: [{ screen }], toast: undefined }));
  }

  /** Goes back where one came from. @returns whether one came from somewhere */
  back(): boolean {
    const { way } = this.store.state;
    const [first, ...rest] = way.slice(0, -1);
    if (first === undefined) return false;
    this.store.update((state) => ({ ...state, way: [first, ...rest], toast: undefined }));
    return true;
  }

  /** Says something once. */
  say(tone: 'good' | 'warn' | 'bad' | 'plain', text: string): void {
    this.store.update((state) => ({ ...state, toast: { tone, text } }));
  }

  /** @param what is said to have been copied: never the text itself */
  copy(text: string, what: string): void {
    const sequence = clipboardSequence(text);
    if (sequence === undefined) this.say('bad', `${what} is too long for the clipboard of a terminal`);
    else {
      this.#write(sequence);
      this.say('good', `${what} copied, if this terminal lets programs copy`);
    }
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
