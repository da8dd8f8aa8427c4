import type { TextRange } from '../place.ts';
import { defaultBounds } from '../text/bounds.ts';
import type { Bounds } from '../text/bounds.ts';
import type { Cut, Find } from '../text/find.ts';
import { stepsOf } from '../text/find-in-text.ts';
import { moved } from '../text/moved.ts';
import { ChunkedText } from './chunked-text.ts';
import { keyOf } from './key.ts';
import { readAround } from './reading.ts';
import type { Entry, Reading } from './reading.ts';

/**
 * A find, and where it is by now. An edit before it makes another of these, around the same {@link find}: what is known of
 * its contents can be kept by that.
 */
export interface FindInDocument {
  /** Its ranges are those of when it was first read: see {@link placed}. */
  readonly find: Find;
  /** UTF-16 code units to add to each of its ranges. */
  readonly moved: number;
}

/** A find with the ranges that it has now. */
export function placed(found: FindInDocument): Find {
  return moved(found.find, found.moved);
}

/** What is at `range` becomes `text`. */
export interface Change {
  readonly range: TextRange;
  readonly text: string;
}

/** A document after a change. All other finds are the same objects as before, though they may have moved. */
export interface Edited {
  readonly document: TextDocument;
  readonly gone: readonly Find[];
  readonly added: readonly FindInDocument[];
}

/**
 * A text with what was found in it. It never changes: an edit makes another, for which only what is near the edit is read
 * again. Its finds are always those that `findInText` finds in its text.
 */
export class TextDocument {
  /** As of {@link import('../text/find.ts').Finds}. */
  readonly cut: Cut | undefined;
  readonly #text: ChunkedText;
  readonly #bounds: Bounds;
  readonly #entries: readonly Entry[];
  #finds: readonly FindInDocument[] | undefined;

  private constructor(text: ChunkedText, bounds: Bounds, entries: readonly Entry[], cut: Cut | undefined) {
    this.#text = text;
    this.cut = cut;
    this.#bounds = bounds;
    this.#entries = entries;
  }

  static open(text: string, bounds: Bounds): TextDocument {
    const { steps, cut } = stepsOf(text, bounds);
    return new TextDocument(ChunkedText.of(text), bounds, steps.map(entryOf), cut);
  }

  get text(): string {
    return this.#text.whole;
  }

  /** In UTF-16 code units. */
  get length(): number {
    return this.#text.length;
  }

  /** A part of the text, for which the whole is not put together. */
  textIn({ start, end }: TextRange): string {
    return this.#text.slice(start, end);
  }

  /** In the order of the text. */
  get finds(): readonly FindInDocument[] {
    this.#finds ??= this.#entries.flatMap(findsOf);
    return this.#finds;
  }

  /**
   * Takes time for what is near the change and little for each find behind it; but a document that is cut is read anew.
   *
   * @param change what of its range is beyond the text is not looked at
   */
  edit(change: Change): Edited {
    const start = within(0, change.range.start, this.#text.length);
    const end = within(start, change.range.end, this.#text.length);
    const text = this.#text.replace({ start, end }, change.text);
    if (this.cut === undefined && text.length <= this.#bounds.text) {
      const inserted = change.text.length;
      const reading = readAround(this.#entries, { start, end }, inserted, text, this.#bounds);
      const edited = this.#after(reading, text, inserted - (end - start), undefined);
      if (edited.document.finds.length <= this.#bounds.finds) return edited;
    }
    const { steps, cut } = stepsOf(text.whole, this.#bounds);
    return this.#after({ kept: 0, tail: this.#entries.length, steps }, text, 0, cut);
  }

  #after({ kept, tail, steps }: Reading, text: ChunkedText, by: number, cut: Cut | undefined): Edited {
    const replaced = this.#entries.slice(kept, tail);
    const before = byKey(replaced);
    const added: Entry[] = [];
    const read = steps.map((step) => {
      const same = before.get(keyOf(step))?.pop();
      if (same !== undefined) return { step: same.step, moved: step.start - same.step.start };
      const entry = entryOf(step);
      added.push(entry);
      return entry;
    });
    const behind = this.#entries.slice(tail);
    const entries = [...this.#entries.slice(0, kept), ...read, ...(by === 0 ? behind : behind.map(movedBy(by)))];
    return {
      document: new TextDocument(text, this.#bounds, entries, cut),
      gone: [...before.values()].flat().flatMap(({ step }) => step.finds),
      added: added.flatMap(findsOf),
    };
  }
}

/**
 * Reads a text that will be edited.
 *
 * @param bounds as of `findInText`
 */
export function openDocument(text: string, bounds: Bounds = defaultBounds): TextDocument {
  return TextDocument.open(text, bounds);
}

/** The first of several that are the same is the last of its list. */
function byKey(entries: readonly Entry[]): Map<string, Entry[]> {
  const lists = new Map<string, Entry[]>();
  for (const entry of entries.toReversed()) {
    const key = keyOf(entry.step);
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [entry]);
    else list.push(entry);
  }
  return lists;
}

function entryOf(step: Entry['step']): Entry {
  return { step, moved: 0 };
}

function movedBy(by: number): (entry: Entry) => Entry {
  return ({ step, moved: before }) => ({ step, moved: before + by });
}

function findsOf({ step, moved: by }: Entry): readonly FindInDocument[] {
  return step.finds.map((find) => ({ find, moved: by }));
}

function within(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
