import { hushed } from '@swarmpki/core/commands';
import type { Output } from '@swarmpki/core/commands';
import { mostJobLines } from './state.ts';
import type { Job, State, Toast } from './state.ts';
import type { Store } from './store.ts';

/** Jobs that are kept when they have ended. */
const mostJobs = 20;

/** Runs a command line and says with what it ended. @param answer to what it asks for, and nobody else should see */
export type RunLine = (
  words: readonly string[],
  output: Output,
  signal: AbortSignal,
  answer?: string,
) => Promise<number | 'interrupted'>;

/** Runs command lines beside the screens, and shows in the state what becomes of them. */
export class Jobs {
  /** Tells by an event `change` whenever a command has ended, which may have changed something. */
  readonly changes = new EventTarget();
  readonly #store: Store<State>;
  readonly #runLine: RunLine;
  readonly #running = new Map<number, AbortController>();
  #last = 0;

  constructor(store: Store<State>, runLine: RunLine) {
    this.#store = store;
    this.#runLine = runLine;
  }

  /**
   * @param words as on a shell, without the program's name, and nothing secret
   * @param answer to what it asks for: a secret
   * @returns whether it went well
   */
  async run(words: readonly string[], answer?: string): Promise<boolean> {
    const id = ++this.#last;
    const ending = new AbortController();
    this.#running.set(id, ending);
    const begun: Job = { id, line: words.join(' '), status: 'running', lines: [], rows: [] };
    this.#store.update((state) => ({ ...state, jobs: [...state.jobs.slice(-mostJobs), begun], toast: undefined }));
    const code = await this.#runLine(words, this.#outputOf(id), ending.signal, answer);
    this.#running.delete(id);
    this.changes.dispatchEvent(new Event('change'));
    const status = code === 0 ? 'done' : 'failed';
    this.#store.update((state) => {
      const jobs = state.jobs.map((job) => (job.id === id ? ({ ...job, status } as const) : job));
      return { ...state, jobs, toast: toastOf(jobs.find((job) => job.id === id)) ?? state.toast };
    });
    return code === 0;
  }

  /** Ends what runs; what it has begun in a swarm goes on there. */
  endAll(): void {
    for (const ending of this.#running.values()) ending.abort();
  }

  #outputOf(id: number): Output {
    const change = (next: (job: Job) => Job): void =>
      this.#store.receive((state) => ({ ...state, jobs: state.jobs.map((job) => (job.id === id ? next(job) : job)) }));
    const add = (text: string): void => {
      const lines = hushed(text).split('\n');
      change((job) => ({ ...job, rows: [], lines: [...job.lines, ...lines].slice(-mostJobLines) }));
    };
    const { store } = { store: this.#store };
    return {
      interactive: true,
      get columns() {
        return store.state.size.columns - 4;
      },
      print: add,
      note: add,
      redraw: (rows) => change((job) => ({ ...job, rows })),
    };
  }
}

function toastOf(job: Job | undefined): Toast | undefined {
  if (job === undefined) return undefined;
  const said = job.lines.filter((line) => line.trim() !== '');
  if (job.status === 'failed') {
    // Lines of a problem: what happened, what would have been right, what to do next.
    const at = said.findIndex((line) => line.startsWith('swarmpki: '));
    const [what = `${job.line}: it did not go well`, ...more] = said.slice(Math.max(0, at));
    const next = more.map((line) => line.trim()).find((line) => line.startsWith('next: '));
    return { tone: 'bad', text: [what.replace(/^swarmpki: /, ''), next].filter(Boolean).join('   ') };
  }
  if (said.some((line) => line.includes('SWMKEY-')))
    return { tone: 'warn', text: `${job.line}: done. Keep the unlock key: on screen 4 y copies it, v shows it.` };
  const last = said.at(-1);
  return { tone: 'good', text: last ?? `${job.line}: done` };
}
