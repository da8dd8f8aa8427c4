import { itemsOf } from '@swarmpki/core/inspect';
import type { Item } from '@swarmpki/core/inspect';
import { openDocument, placed } from '@swarmpki/core/inspect/document';
import type { Bounds, Cut, Find, TextDocument } from '@swarmpki/core/inspect/document';
import type { TextRange } from '@swarmpki/core/inspect/report';
import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { LineIndex } from './line-index.ts';
import { nameOf } from './names.ts';

/** Of a document in an editor: room for 5,000 certificates three times over. What lies behind is not read, which is said. */
const editorBounds: Bounds = { text: 16 * 2 ** 20, block: 4 * 2 ** 20, finds: 10_000 };

/** Something in a document, where it is now. */
export interface Found {
  /** The same object as long as its text is the same, wherever that moves. */
  readonly raw: Find;
  readonly find: Find;
  /** What it holds: of a block mostly one. */
  readonly items: readonly Item[];
}

/** A document as an editor has it, with what was found in it. An edit reads what is near it again, and nothing else. */
export class OpenDocument {
  readonly uri: string;
  /** As findings call it. */
  readonly name: string;
  #version: number;
  #document: TextDocument;
  #lines: LineIndex;
  /** Items have the places of when their find was first read. */
  readonly #items = new WeakMap<Find, readonly Item[]>();
  /** By index; emptied by an edit. */
  #found: (Found | undefined)[] = [];

  constructor(uri: string, text: string, version = 0, bounds: Bounds = editorBounds) {
    this.uri = uri;
    this.name = nameOf(uri);
    this.#version = version;
    this.#lines = LineIndex.of(text);
    this.#document = openDocument(text, bounds);
  }

  get version(): number {
    return this.#version;
  }

  get text(): string {
    return this.#document.text;
  }

  /** Why not all of it was read. */
  get cut(): Cut | undefined {
    return this.#document.cut;
  }

  get everything(): TextRange {
    return { start: 0, end: this.#document.length };
  }

  /** How many finds it has. */
  get length(): number {
    return this.#document.finds.length;
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      const range = 'range' in change ? this.textRange(change.range) : this.everything;
      const { document } = this.#document.edit({ range, text: change.text });
      this.#lines = this.#lines.edit(range, change.text.length, (part) => document.textIn(part));
      this.#document = document;
    }
    this.#version = version;
    this.#found = [];
  }

  at(index: number): Found | undefined {
    const before = this.#found[index];
    const raw = this.#document.finds[index];
    if (before !== undefined || raw === undefined) return before;
    const found = this.#place(placed(raw), raw.find);
    this.#found[index] = found;
    return found;
  }

  /** In their order. */
  all(): readonly Found[] {
    return this.within(this.everything);
  }

  /** What touches a part of the text, in its order; `most` of it. */
  within({ start, end }: TextRange, most = Number.POSITIVE_INFINITY): readonly Found[] {
    const found: Found[] = [];
    for (let index = this.#firstTouching(start); found.length < most; index++) {
      const next = this.at(index);
      if (next === undefined || next.find.range.start > end) break;
      found.push(next);
    }
    return found;
  }

  /** What stands at a position: several things where a value in base64 has several. */
  foundAt(position: Position): readonly Found[] {
    const at = this.offsetAt(position);
    return this.within({ start: at, end: at }, mostAtOnce);
  }

  textIn({ start, end }: TextRange): string {
    return this.#document.textIn({ start, end });
  }

  offsetAt(position: Position): number {
    return this.#lines.offsetAt(position);
  }

  positionAt(offset: number): Position {
    return this.#lines.positionAt(offset);
  }

  range({ start, end }: TextRange): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  /** @param range beyond the text, or the wrong way round, it is the nearest that is good */
  textRange({ start, end }: Range): TextRange {
    const [one, other] = [this.offsetAt(start), this.offsetAt(end)];
    return { start: Math.min(one, other), end: Math.max(one, other) };
  }

  #place(find: Find, raw: Find): Found {
    const known = this.#items.get(raw) ?? itemsOf(raw, this.name);
    this.#items.set(raw, known);
    const items = find === raw ? known : known.map((item) => movedTo(item, find));
    return { raw, find, items };
  }

  /** The first find that ends at a place or behind it: by halves. */
  #firstTouching(start: number): number {
    const { finds } = this.#document;
    let [low, high] = [0, finds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { find, moved } = finds[middle] ?? { find: undefined, moved: 0 };
      if (find !== undefined && find.range.end + moved < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** So many things at one place are looked at. */
const mostAtOnce = 16;

function movedTo(item: Item, find: Find): Item {
  return { ...item, find, place: { ...item.place, range: find.range } };
}
