import { findingsOf } from '../findings/findings.ts';
import { Material } from '../findings/material.ts';
import type { LiveSwarm } from '../findings/live-swarm.ts';
import { day } from '../../time-words.ts';
import type { Item } from '../items/item.ts';
import { Budget, mostRoundsTogether } from '../items/pkcs12/budget.ts';
import { itemsInBytes } from '../items/read-bytes.ts';
import { itemsOf } from '../items/read-find.ts';
import type { ReadOptions } from '../items/read-options.ts';
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

/** By what is judged what was read. */
export interface JudgeOptions {
  /** ms since epoch: by when certificates are judged */
  readonly now: number;
  /** How long before its end a certificate that nobody renews by itself is spoken of, ms; {@link defaultSoon} if left out. */
  readonly soon?: number;
  /** Swarms that somebody watches: what was theirs and is no more is said to be so. */
  readonly swarms?: readonly LiveSwarm[];
}

/** 30 days. */
const defaultSoon = 30 * day;

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
    this.#options = { rounds: new Budget(mostRoundsTogether), ...options };
  }

  /** Reads a source. Its name should be no other's. @returns how many items it has */
  add(source: Source): number {
    const { items, cut } = readSource(source, this.#options);
    if (cut !== undefined) this.#cuts.push({ source: source.name, cut });
    for (const item of items) this.#items.push(item);
    if (items.length > 0) this.#sources.push(source);
    return items.length;
  }

  /** Relates all that has been taken in, and judges it. @param now ms since epoch */
  report(now: number): Report {
    return reportOn({ sources: [...this.#sources], items: [...this.#items], cuts: [...this.#cuts] }, { now });
  }
}

/**
 * Relates what has been read before, and judges it. What the same objects came to is remembered: an item that is in the next
 * report too costs little there.
 */
export function reportOn(read: Pick<Report, 'sources' | 'items' | 'cuts'>, options: JudgeOptions): Report {
  const { sources, items } = read;
  const { now, soon = defaultSoon, swarms = [] } = options;
  const certificates = readAll(items);
  const relations = relate(sources, items, certificates);
  const findings = findingsOf(new Material({ sources, items, certificates, relations, now, soon, swarms }));
  return { now, ...read, relations, findings };
}

/** What is in one source; the whole of it, unless it is cut. */
export function readSource(
  { name, contents, as }: Source,
  options: ReadOptions = {},
): { readonly items: readonly Item[]; readonly cut?: Cut | undefined } {
  if (typeof contents !== 'string') return { items: itemsInBytes(contents, name, options) };
  const { finds, cut } = findInText(contents);
  if (as === 'token' && finds.length === 0) return { items: itemsOf(asToken(contents), name) };
  return { items: finds.flatMap((find) => itemsOf(find, name, options)), cut };
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
