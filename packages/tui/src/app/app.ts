import type { Clock } from '@swarmpki/core/commands';
import { clipboardSequence } from '../term/clipboard.ts';
import type { Deeds, Reached } from './deeds.ts';
import type { Jobs } from './jobs.ts';
import type { Lesson } from './learn/lesson.ts';
import type { Screen, View } from './screen.ts';
import { here } from './state.ts';
import type { State, Where } from './state.ts';
import type { Store } from './store.ts';

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
  /** Nothing before the first picture. */
  terminal: Terminal | undefined;
  readonly #write: (sequence: string) => void;

  constructor(has: {
    readonly store: Store<State>;
    readonly jobs: Jobs;
    readonly screens: readonly Screen[];
    readonly lessons?: readonly Lesson[];
    readonly clock: Clock;
    /** Writes what is no picture to the terminal. */
    readonly write: (sequence: string) => void;
  }) {
    this.store = has.store;
    this.jobs = has.jobs;
    this.screens = has.screens;
    this.lessons = has.lessons ?? [];
    this.clock = has.clock;
    this.#write = has.write;
  }

  /** The screen that is shown, and what it sees. */
  now(state = this.store.state): { readonly screen: Screen; readonly view: View<unknown> } {
    const byId = (wanted: string): Screen | undefined => this.screens.find(({ id }) => id === wanted);
    const wanted = here(state);
    const where = isOutside(state) && byId(wanted.screen)?.needsNoSwarm !== true ? { screen: 'init' } : wanted;
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
