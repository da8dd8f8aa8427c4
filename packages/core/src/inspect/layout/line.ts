/** What a piece of text is to its reader: faces choose colours for it. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'muted';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** A line for people: pieces one after the other, each of one line. */
export type Line = readonly Span[];

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}
