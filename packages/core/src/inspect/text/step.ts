import type { Find } from './find.ts';

/** What one place of a text was read as. */
export interface Step {
  readonly start: number;
  /** Where reading goes on. */
  readonly end: number;
  /** None of what looked like base64 of something, and is not. */
  readonly finds: readonly Find[];
}
