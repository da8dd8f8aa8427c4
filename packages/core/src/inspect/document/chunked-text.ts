import type { TextRange } from '../place.ts';

const chunkLength = 64 * 1024;

/** A text in pieces, so that an edit copies some of them and not all. Never changes. In UTF-16 code units. */
export class ChunkedText {
  readonly length: number;
  readonly #chunks: readonly string[];
  #whole: string | undefined;

  private constructor(chunks: readonly string[], length: number, whole?: string) {
    this.#chunks = chunks;
    this.length = length;
    this.#whole = whole;
  }

  static of(text: string): ChunkedText {
    return new ChunkedText(chunksOf(text), text.length, text);
  }

  /** All of it; put together when it is first asked for. */
  get whole(): string {
    this.#whole ??= this.#chunks.join('');
    return this.#whole;
  }

  slice(start: number, end: number): string {
    let part = '';
    let at = 0;
    for (const chunk of this.#chunks) {
      if (at >= end) break;
      if (at + chunk.length > start) part += chunk.slice(Math.max(start - at, 0), end - at);
      at += chunk.length;
    }
    return part;
  }

  /** @param range within the text */
  replace({ start, end }: TextRange, text: string): ChunkedText {
    const [first, from] = this.#chunkAt(start);
    const [last, to] = this.#chunkAt(end);
    const before = (this.#chunks[first] ?? '').slice(0, start - from);
    const behind = (this.#chunks[last] ?? '').slice(end - to);
    const chunks = [
      ...this.#chunks.slice(0, first),
      ...chunksOf(before + text + behind),
      ...this.#chunks.slice(last + 1),
    ];
    return new ChunkedText(chunks, this.length - (end - start) + text.length);
  }

  /** Which chunk holds a place, and where that chunk begins; the last for the end of the text. */
  #chunkAt(place: number): readonly [index: number, start: number] {
    let start = 0;
    for (const [index, { length }] of this.#chunks.entries()) {
      if (place < start + length || index === this.#chunks.length - 1) return [index, start];
      start += length;
    }
    return [0, 0];
  }
}

/** Pieces that are not much longer than {@link chunkLength}; none of nothing. */
function chunksOf(text: string): readonly string[] {
  if (text === '') return [];
  if (text.length <= 2 * chunkLength) return [text];
  return Array.from({ length: Math.ceil(text.length / chunkLength) }, (_, index) =>
    text.slice(index * chunkLength, (index + 1) * chunkLength),
  );
}
