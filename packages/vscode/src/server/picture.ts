import type { Item } from '@swarmpki/core/inspect';
import type { Find } from '@swarmpki/core/inspect/document';
import { Lines } from '@swarmpki/core/inspect/report';
import type {
  Chain,
  Finding,
  FindingCode,
  IssuedBy,
  ItemIndex,
  Place,
  Report,
  SameKey,
  TextRange,
  TokenRoot,
} from '@swarmpki/core/inspect/report';
import type { Location, Position, Range } from 'vscode-languageserver';

/** What a picture is made of. */
export interface Painted {
  readonly report: Report;
  /** Of each find of an open document its first item. */
  readonly starts: ReadonlyMap<Find, ItemIndex>;
  /** Of each source by its name. */
  readonly uris: ReadonlyMap<string, string>;
  /** When it has to be made again though nothing was edited, ms since epoch. */
  readonly until: number | undefined;
}

/** All that is known at some moment, of open documents and of files beside them, and how it belongs together. */
export class Picture {
  readonly report: Report;
  readonly until: number | undefined;
  readonly #starts: ReadonlyMap<Find, ItemIndex>;
  readonly #uris: ReadonlyMap<string, string>;
  readonly #lines: Lines;
  readonly #findings = new Map<string, Finding<FindingCode>[]>();
  readonly #issuedBy = new Map<ItemIndex, IssuedBy>();
  readonly #issued = new Map<ItemIndex, ItemIndex[]>();
  readonly #sameKey = new Map<ItemIndex, SameKey>();
  readonly #chains = new Map<ItemIndex, Chain>();
  readonly #tokenRoots = new Map<ItemIndex, TokenRoot[]>();
  #bySource: ReadonlyMap<string, readonly ItemIndex[]> | undefined;
  #places: ReadonlyMap<string, Item> | undefined;

  constructor({ report, starts, uris, until }: Painted) {
    this.report = report;
    this.until = until;
    this.#starts = starts;
    this.#uris = uris;
    this.#lines = new Lines(report.sources);
    for (const finding of report.findings) push(this.#findings, finding.place.source, finding);
    for (const relation of report.relations) {
      if (relation.kind === 'issued-by') {
        this.#issuedBy.set(relation.certificate, relation);
        for (const issuer of relation.issuers) push(this.#issued, issuer, relation.certificate);
      }
      if (relation.kind === 'same-key') for (const index of relation.items) this.#sameKey.set(index, relation);
      if (relation.kind === 'token-root') push(this.#tokenRoots, relation.token, relation);
      if (relation.kind === 'chain') {
        // The nearest and shortest comes first.
        for (const index of relation.path) if (!this.#chains.has(index)) this.#chains.set(index, relation);
      }
    }
  }

  /** Where the items of a find stand among all; `undefined` for one that was written since. */
  indexOf(find: Find): ItemIndex | undefined {
    return this.#starts.get(find);
  }

  item(index: ItemIndex | undefined): Item | undefined {
    return index === undefined ? undefined : this.report.items[index];
  }

  /** By the names of sources, what is in each. */
  get bySource(): ReadonlyMap<string, readonly ItemIndex[]> {
    if (this.#bySource !== undefined) return this.#bySource;
    const bySource = new Map<string, ItemIndex[]>();
    for (const [index, { place }] of this.report.items.entries()) push(bySource, place.source, index);
    this.#bySource = bySource;
    return bySource;
  }

  uriOf(source: string): string | undefined {
    return this.#uris.get(source);
  }

  /** The first item that stands at a place: by itself, or within another. */
  itemAt(place: Place): Item | undefined {
    this.#places ??= placesOf(this.report.items);
    return this.#places.get(keyOf(place));
  }

  /** Worst first. */
  findingsIn(source: string): readonly Finding<FindingCode>[] {
    return this.#findings.get(source) ?? [];
  }

  issuedBy(index: ItemIndex): IssuedBy | undefined {
    return this.#issuedBy.get(index);
  }

  /** What a certificate has issued, itself included. */
  issued(index: ItemIndex): readonly ItemIndex[] {
    return this.#issued.get(index) ?? [];
  }

  /** What else states or holds the key. */
  companions(index: ItemIndex): readonly ItemIndex[] {
    return this.#sameKey.get(index)?.items.filter((other) => other !== index) ?? [];
  }

  /** A way up on which a certificate stands. */
  chain(index: ItemIndex): Chain | undefined {
    return this.#chains.get(index);
  }

  tokenRoots(index: ItemIndex): readonly TokenRoot[] {
    return this.#tokenRoots.get(index) ?? [];
  }

  /** Where something stood when the picture was made; the beginning of what is no text. */
  location({ source, range }: Place): Location | undefined {
    const uri = this.#uris.get(source);
    return uri === undefined ? undefined : { uri, range: this.rangeIn(source, range ?? nowhere) };
  }

  rangeIn(source: string, { start, end }: TextRange): Range {
    return { start: this.#positionIn(source, start), end: this.#positionIn(source, end) };
  }

  #positionIn(source: string, offset: number): Position {
    const position = this.#lines.positionOf(source, offset);
    return position === undefined
      ? { line: 0, character: 0 }
      : { line: position.line - 1, character: position.column - 1 };
  }
}

function placesOf(items: readonly Item[]): ReadonlyMap<string, Item> {
  const places = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item.place);
    if (!places.has(key)) places.set(key, item);
  }
  return places;
}

function keyOf({ source, range, within }: Place): string {
  return JSON.stringify([source, range?.start, within]);
}

const nowhere: TextRange = { start: 0, end: 0 };

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
