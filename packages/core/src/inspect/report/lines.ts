import type { Source } from '../source.ts';

/** Where something begins, as people and editors count: from 1. */
export interface Position {
  readonly line: number;
  /** In UTF-16 code units. */
  readonly column: number;
}

/** Finds lines of texts; each is gone through once, when it is first asked for. */
export class Lines {
  readonly #texts: ReadonlyMap<string, string>;
  /** Of each text where its lines begin. */
  readonly #starts = new Map<string, readonly number[]>();

  constructor(sources: readonly Source[]) {
    this.#texts = new Map(
      sources.flatMap(({ name, contents }) => (typeof contents === 'string' ? [[name, contents] as const] : [])),
    );
  }

  /** @returns `undefined` in what is no text */
  positionOf(source: string, offset: number): Position | undefined {
    const text = this.#texts.get(source);
    if (text === undefined) return undefined;
    const starts = this.#starts.get(source) ?? startsOf(text);
    this.#starts.set(source, starts);
    const line = lastAtMost(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  }
}

function startsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the last number that is not greater: by halves. */
function lastAtMost(sorted: readonly number[], wanted: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
