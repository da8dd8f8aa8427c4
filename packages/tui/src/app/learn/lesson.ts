import type { Line } from '../../theme/line.ts';
import type { State, Where } from '../state.ts';
import type { Begun } from './progress.ts';

/** What “show me” does for a step. */
export type ShowMe =
  | { readonly open: Where }
  /** A command line. */
  | { readonly run: readonly string[] }
  | { readonly title: string; readonly lines: readonly Line[] };

/** One thing to do. It ticks itself off. */
export interface Step {
  /** What to do, and by which keys: a sentence. */
  readonly todo: string;
  readonly hint: string;
  /** `undefined` where nothing can be shown now. */
  readonly show: (state: State) => ShowMe | undefined;
  readonly isDone: (state: State, begun: Begun) => boolean;
  /** What has just happened: sentences; every figure is of the state. */
  readonly happened: (state: State, begun: Begun) => string;
}

/** A lesson: it happens on the screens as they are, in whatever lab there is. */
export interface Lesson {
  /** Never changes: progress is kept by it. */
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  /** What one knows behind it: a sentence. */
  readonly learns: string;
  readonly steps: readonly Step[];
}
