/** How things were when a step began. */
export interface Begun {
  /** The `Seq` of the last entry of the timeline. */
  readonly seq: number;
  /** Swarm time, ms since epoch. */
  readonly at: number;
  /** The key of the root, `sha256:…`. */
  readonly root: string | undefined;
  /** What screens kept for themselves. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** How many steps are done of each lesson that was ever begun, by its id. */
export type Progress = Readonly<Record<string, number>>;

/** What one expects of attacks, by their ids: which of the answers. */
export type Predictions = Readonly<Record<string, number>>;

/** What lasts from one time to the next. */
export interface Kept {
  readonly done: Progress;
  readonly predictions: Predictions;
}

/** How far somebody has come. */
export interface Learning extends Kept {
  /** The lesson that runs, and how things were when its present step began. */
  readonly running: { readonly lesson: string; readonly begun: Begun } | undefined;
  /** What has happened when the last step was done; on other screens it is of no interest. */
  readonly happened: { readonly text: string; readonly screen: string } | undefined;
}

export const freshLearning: Learning = { done: {}, predictions: {}, running: undefined, happened: undefined };
