import { freshWatch } from './matrix.ts';
import type { Matrix, Watch } from './matrix.ts';

/** What the matrix of trust keeps for itself. */
export interface Own {
  readonly matrix: Matrix | undefined;
  readonly watch: Watch;
  /** The cell that is selected. */
  readonly row: number;
  readonly column: number;
  /** How often the user wanted to have it all tried again. */
  readonly wished: number;
}

export const initial: Own = { matrix: undefined, watch: freshWatch, row: 0, column: 0, wished: 0 };
