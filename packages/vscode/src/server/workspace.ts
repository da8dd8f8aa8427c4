import type { Item, ItemDescription } from '@swarmpki/core/inspect';
import type { Cut, Find } from '@swarmpki/core/inspect/document';
import { reportOn } from '@swarmpki/core/inspect/report';
import type { ItemIndex, LiveSwarm, Source } from '@swarmpki/core/inspect/report';
import { defaultSettings } from '../shared/protocol.ts';
import type { Settings } from '../shared/protocol.ts';
import { nextMoment, nextMomentOfFiles } from './moments.ts';
import { nameOf, uriOf } from './names.ts';
import type { OpenDocument } from './open-document.ts';
import { Picture } from './picture.ts';

const day = 24 * 3_600_000;

/** A file that is not open, read. */
export interface ReadFile {
  readonly source: Source;
  readonly items: readonly Item[];
}

/** A file that is no text and yet looked at, read as far as its password, which is gone, has opened it. */
export interface ViewedFile extends ReadFile {
  /** What only a password could say of a container, and is no secret. */
  readonly containers: ReadonlyMap<Item, ItemDescription>;
}

/** So many items of files beside the open documents are kept; who has more has to open what they want to know of. */
const mostItemsOfFiles = 20_000;

/** Open documents and the files beside them, and what they come to. */
export class Workspace {
  settings: Settings = defaultSettings;
  /** Whether time counts for files that are not open, too. */
  followsFiles = false;
  /** Those that the client watches. */
  swarms: readonly LiveSwarm[] = [];
  readonly #documents = new Map<string, OpenDocument>();
  readonly #files = new Map<string, ReadFile>();
  readonly #viewed = new Map<string, ViewedFile>();
  readonly #facts = new Map<string, NonNullable<Source['file']>>();
  #itemsOfFiles = 0;
  #picture: Picture | undefined;

  get documents(): Iterable<OpenDocument> {
    return this.#documents.values();
  }

  document(uri: string): OpenDocument | undefined {
    return this.#documents.get(uri);
  }

  open(document: OpenDocument): void {
    this.#documents.set(document.uri, document);
    this.touch();
  }

  close(uri: string): void {
    const document = this.#documents.get(uri);
    if (document === undefined) return;
    this.#documents.delete(uri);
    this.touch();
  }

  /** Whether somebody looks at a file that is no text. */
  get isViewed(): boolean {
    return this.#viewed.size > 0;
  }

  /** A file that is looked at; by its URI. */
  viewed(uri: string): ViewedFile | undefined {
    return this.#viewed.get(uri);
  }

  setViewed(uri: string, file: ViewedFile | undefined): void {
    if (file === undefined) this.#viewed.delete(uri);
    else this.#viewed.set(uri, file);
    this.touch();
  }

  /**
   * A file as it is on disk by now; `undefined` once it is gone.
   *
   * @returns whether that changes anything
   */
  setFile(name: string, read: ReadFile | undefined): boolean {
    const hadItems = this.#files.has(name) || this.#facts.has(name);
    if (!hadItems && (read === undefined || read.items.length === 0)) return false;
    this.#itemsOfFiles -= this.#files.get(name)?.items.length ?? 0;
    this.#files.delete(name);
    this.#facts.delete(name);
    if (read?.source.file !== undefined) this.#facts.set(name, read.source.file);
    if (read !== undefined && read.items.length > 0 && this.#itemsOfFiles + read.items.length <= mostItemsOfFiles) {
      this.#itemsOfFiles += read.items.length;
      this.#files.set(name, read);
    }
    this.touch();
    return true;
  }

  /** What is known of a file that is open, beside its contents. */
  setFacts(name: string, facts: Source['file']): void {
    if (facts === undefined) this.#facts.delete(name);
    else this.#facts.set(name, facts);
    this.touch();
  }

  /** What is known is no longer what is: the next picture is a new one. */
  touch(): void {
    this.#picture = undefined;
  }

  /** All that is known, and how it belongs together; worked out if something has changed since the last. @param now ms since epoch */
  picture(now: number): Picture {
    const { until = Number.POSITIVE_INFINITY } = this.#picture ?? {};
    if (this.#picture === undefined || now >= until) this.#picture = this.#paint(now);
    return this.#picture;
  }

  #paint(now: number): Picture {
    const [sources, items, cuts] = [[] as Source[], [] as Item[], [] as { source: string; cut: Cut }[]];
    const starts = new Map<Find, ItemIndex>();
    const uris = new Map<string, string>();
    for (const document of this.#documents.values()) {
      const { name, uri, cut } = document;
      if (uris.has(name)) continue;
      uris.set(name, uri);
      if (cut !== undefined) cuts.push({ source: name, cut });
      const before = items.length;
      for (const found of document.all()) {
        starts.set(found.raw, items.length);
        for (const item of found.items) items.push(item);
      }
      const file = this.#facts.get(name);
      if (items.length > before) sources.push({ name, contents: document.text, ...(file && { file }) });
    }
    for (const [uri, file] of this.#viewed) {
      const name = nameOf(uri);
      if (uris.has(name)) continue;
      uris.set(name, uri);
      sources.push(file.source);
      for (const item of file.items) items.push(item);
    }
    const open = items.length;
    for (const [name, file] of this.#files) {
      if (uris.has(name)) continue;
      uris.set(name, uriOf(name));
      sources.push(file.source);
      for (const item of file.items) items.push(item);
    }
    const soon = this.settings.expiryWarningDays * day;
    const report = reportOn({ sources, items, cuts }, { now, soon, swarms: this.swarms });
    const moments = [
      nextMoment(items.slice(0, open), now, soon),
      this.followsFiles ? nextMomentOfFiles(items.slice(open), now, soon) : undefined,
    ].filter((at) => at !== undefined);
    return new Picture({ report, starts, uris, until: moments.length === 0 ? undefined : Math.min(...moments) });
  }
}
