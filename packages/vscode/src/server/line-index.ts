import type { TextRange } from '@swarmpki/core/inspect/report';
import type { Position } from 'vscode-languageserver';

/** Reads a part of a text. */
type Read = (range: TextRange) => string;

/**
 * Where the lines of a text begin and end, as LSP counts them: LF, CR LF and CR end a line. It never changes: an edit makes
 * another, for which only the lines that it touches are read.
 */
export class LineIndex {
  readonly #starts: Int32Array;
  /** Where the line's own text ends, before what breaks it. */
  readonly #ends: Int32Array;

  private constructor(starts: Int32Array, ends: Int32Array) {
    this.#starts = starts;
    this.#ends = ends;
  }

  static of(text: string): LineIndex {
    const { starts, ends } = scan(text, 0);
    return new LineIndex(Int32Array.from(starts), Int32Array.from(ends));
  }

  /** A place beyond its line is the end of that line; one beyond the text the end of the text. */
  offsetAt({ line, character }: Position): number {
    const start = this.#starts[Math.max(0, line)];
    if (start === undefined) return this.#ends.at(-1) ?? 0;
    if (line < 0) return 0;
    return Math.min(start + Math.max(0, character), this.#ends[line] ?? start);
  }

  /** A place within what breaks a line is the end of that line. */
  positionAt(offset: number): Position {
    const line = this.#lineOf(offset);
    const [start = 0, end = 0] = [this.#starts[line], this.#ends[line]];
    return { line, character: Math.max(0, Math.min(offset, end) - start) };
  }

  /**
   * @param change what of the text before has gone
   * @param inserted how long it is now
   * @param read reads the text as it is now
   */
  edit(change: TextRange, inserted: number, read: Read): LineIndex {
    const by = inserted - (change.end - change.start);
    // What begins a line may join with the CR before it.
    const first = Math.max(0, this.#lineOf(change.start) - 1);
    const behind = this.#lineOf(change.end) + 1;
    const from = this.#starts[first] ?? 0;
    const to = this.#starts[behind] ?? Number.POSITIVE_INFINITY;
    const { starts, ends } = scan(read({ start: from, end: to + by }), from);
    if (behind < this.#starts.length) {
      // What begins behind the last of them is a line that is there already.
      starts.pop();
      ends.pop();
    }
    return new LineIndex(joined(this.#starts, first, starts, behind, by), joined(this.#ends, first, ends, behind, by));
  }

  /** By halves. */
  #lineOf(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** @param behind from here on the places before are still there, moved `by` so much */
function joined(before: Int32Array, first: number, between: readonly number[], behind: number, by: number): Int32Array {
  const all = new Int32Array(first + between.length + Math.max(0, before.length - behind));
  all.set(before.subarray(0, first));
  all.set(between, first);
  let at = first + between.length;
  for (const place of before.subarray(behind)) all[at++] = place + by;
  return all;
}

const lineBreak = /\r\n|\n|\r/g;

function scan(text: string, from: number): { readonly starts: number[]; readonly ends: number[] } {
  const [starts, ends] = [[from], [] as number[]];
  for (const { index, 0: found } of text.matchAll(lineBreak)) {
    ends.push(from + index);
    starts.push(from + index + found.length);
  }
  ends.push(from + text.length);
  return { starts, ends };
}
