import type { SwarmSight } from '@swarmpki/core/engine/watch';
import type { ThemeName } from '../theme/theme.ts';
import type { Line } from '../theme/line.ts';
import { freshLearning } from './learn/progress.ts';
import type { Learning } from './learn/progress.ts';

/** A screen, and what it is about: a node's, by its id. */
export interface Where {
  readonly screen: string;
  readonly subject?: string;
}

/** How an engine is reached at present. */
type Link =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** What is shown may be old. */
  | { readonly kind: 'lost'; readonly reason: string; readonly next: string | undefined };

/** What is spoken with. */
export interface Engine {
  readonly name: string;
  /** It is a lab: what only a lab can do is offered. `undefined` until that is known. */
  readonly isLab: boolean | undefined;
  /** How this program is called on a shell for it: `swarmpki --context production`. */
  readonly program: string;
}

/** A line that is being written: a filter, a value of a form, what is pasted. */
export interface Field {
  readonly label: string;
  readonly text: string;
  /** In characters from the beginning of the text. */
  readonly cursor: number;
  /** Shown as bullets. */
  readonly secret: boolean;
  readonly onChange?: (text: string) => void;
  readonly onEnter: (text: string) => void;
  readonly onEscape?: () => void;
}

/** One thing of several. */
interface Choice {
  readonly title: string;
  readonly about: string;
  /** Left out, it cannot be chosen. */
  readonly choose?: () => void;
}

/** What lies over the screen and takes all keys. */
export type Overlay =
  | { readonly kind: 'help'; readonly filter: string; readonly top: number }
  | { readonly kind: 'palette'; readonly text: string; readonly selected: number }
  | {
      readonly kind: 'confirm';
      readonly title: string;
      readonly lines: readonly Line[];
      /** What has to be typed; left out, one key is enough. */
      readonly word?: string;
      readonly typed: string;
      readonly onYes: () => void;
    }
  | { readonly kind: 'choose'; readonly title: string; readonly choices: readonly Choice[]; readonly selected: number }
  | { readonly kind: 'text'; readonly title: string; readonly lines: readonly Line[]; readonly top: number };

/** A command that was run, as on a shell. */
export interface Job {
  readonly id: number;
  /** Without the program's name, and without anything secret. */
  readonly line: string;
  readonly status: 'running' | 'done' | 'failed';
  /** What it has said so far; the last {@link mostJobLines}. */
  readonly lines: readonly string[];
  /** What it shows in place of what it showed before: progress. */
  readonly rows: readonly string[];
}

export const mostJobLines = 200;

/** Something to be said once, in the row above the keys. */
export interface Toast {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly text: string;
}

export const explainLevels = ['off', 'short', 'long'] as const;
type ExplainLevel = (typeof explainLevels)[number];

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** All that the screens show. It never changes: another one follows. */
export interface State {
  readonly engine: Engine;
  readonly link: Link;
  readonly sight: SwarmSight | undefined;
  /** Real time as it was when the picture was drawn, ms since epoch: lab time is counted on by it. */
  readonly now: number;
  /** Where one came from, and where one is: never empty. */
  readonly way: readonly [Where, ...Where[]];
  /** What each screen keeps for itself, by its id. */
  readonly own: Readonly<Record<string, unknown>>;
  readonly field: Field | undefined;
  readonly overlay: Overlay | undefined;
  readonly jobs: readonly Job[];
  readonly toast: Toast | undefined;
  readonly explain: ExplainLevel;
  readonly theme: ThemeName;
  readonly size: Size;
  readonly readOnly: boolean;
  readonly learning: Learning;
  /** Names of engines that could be shown as well. */
  readonly engines: readonly string[];
}

/** Where one is. */
export function here({ way }: State): Where {
  return way.at(-1) ?? way[0];
}

/** What is shown first: nothing is known yet. */
export function firstState(given: Pick<State, 'engine' | 'now' | 'theme' | 'size' | 'readOnly'>): State {
  return {
    ...given,
    link: { kind: 'connecting' },
    sight: undefined,
    way: [{ screen: 'nodes' }],
    own: {},
    field: undefined,
    overlay: undefined,
    jobs: [],
    toast: undefined,
    explain: 'short',
    learning: freshLearning,
    engines: [],
  };
}
