import type { Tone } from './theme.ts';

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** A line of the screen. Text from engines and certificates may stand in it: what a terminal would obey is taken out where it is drawn. */
export type Line = readonly Span[];
