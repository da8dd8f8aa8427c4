/** What the screen of lessons keeps for itself. */
export interface Own {
  /** A lesson, by its place. */
  readonly selected: number;
  readonly hasHint: boolean;
}

export const initial: Own = { selected: 0, hasHint: false };
