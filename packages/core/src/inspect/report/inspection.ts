import { findingsOf } from '../findings/findings.ts';
import { Material } from '../findings/material.ts';
import type { Item } from '../items/item.ts';
import { itemsInBytes } from '../items/read-bytes.ts';
import { itemsOf } from '../items/read-find.ts';
import type { ReadOptions } from '../items/read-find.ts';
import { readAll } from '../relations/read.ts';
import { relate } from '../relations/relate.ts';
import type { Source } from '../source.ts';
import { findInText } from '../text/find-in-text.ts';
import type { Cut, TokenFind } from '../text/find.ts';
import type { Report } from './report.ts';

/** What {@link inspectText} and {@link inspectSources} are told beside. */
export interface InspectOptions extends ReadOptions {
  /** ms since epoch: by when certificates are judged */
  readonly now: number;
}

/**
 * Takes in one source after another, and then says what it all is. Of a source in which nothing is found nothing is kept.
 */
export class Inspection {
  readonly #options: ReadOptions;
  readonly #sources: Source[] = [];
  readonly #items: Item[] = [];
  readonly #cuts: { readonly source: string; readonly cut: Cut }[] = [];

  /** @param options a password opens PKCS #12 */
  constructor(options: ReadOptions = {}) {
    this.#options = options;
  }

  /** Reads a source. Its name should be no other's. @returns how many items it has */
  add(source: Source): number {
    const items = this.#itemsOf(source);
    for (const item of items) this.#items.push(item);
    if (items.length > 0) this.#sources.push(source);
    return items.length;
  }

  #itemsOf({ name, contents, as }: Source): readonly Item[] {
    if (typeof contents !== 'string') return itemsInBytes(contents, name, this.#options);
    const { finds, cut } = findInText(contents);
    if (cut !== undefined) this.#cuts.push({ source: name, cut });
    if (as === 'token' && finds.length === 0) return itemsOf(asToken(contents), name);
    return finds.flatMap((find) => itemsOf(find, name, this.#options));
  }

  /** Relates all that has been taken in, and judges it. @param now ms since epoch */
  report(now: number): Report {
    const [sources, items] = [this.#sources, this.#items];
    const certificates = readAll(items);
    const relations = relate(sources, items, certificates);
    const findings = findingsOf(new Material({ sources, items, certificates, relations, now }));
    return { now, sources: [...sources], items: [...items], relations, findings, cuts: [...this.#cuts] };
  }
}

/** What stands in the place of a token and does not even begin like one. */
function asToken(text: string): TokenFind {
  const range = { start: 0, end: text.length };
  const placeholder = /[{}$<>%]/.test(text);
  return { kind: 'join-token', range, text, placeholder, version: undefined, digest: undefined, secret: undefined };
}

/** Inspects several sources together. */
export function inspectSources(sources: Iterable<Source>, { now, ...options }: InspectOptions): Report {
  const inspection = new Inspection(options);
  for (const source of sources) inspection.add(source);
  return inspection.report(now);
}

/** Inspects one text. @param name how people know it */
export function inspectText(contents: string, name: string, options: InspectOptions): Report {
  return inspectSources([{ name, contents }], options);
}
