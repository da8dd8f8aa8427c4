import type { TreeElement } from './element.ts';
import type { Row } from './row.ts';

/** What VS Code has been handed of an element. */
interface Entry {
  readonly element: TreeElement;
  row: Row | undefined;
  /** `undefined` until they were asked for. */
  children: readonly TreeElement[] | undefined;
  /** Its children are seen. */
  isOpen: boolean;
}

/** What VS Code has been handed: it knows elements by their objects, so each stays the same one for as long as it is shown. */
export class Held {
  readonly #entries = new Map<string, Entry>();
  #roots: readonly TreeElement[] = [];

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** @param now which there are now @returns those that are held already in their place */
  takeRoots(now: readonly TreeElement[]): readonly TreeElement[] {
    const before = this.#roots;
    this.#roots = this.#keep(before, now);
    return this.#roots;
  }

  /** As {@link takeRoots}, of what is below an element, which is open from now on. */
  takeChildren(of: TreeElement, now: readonly TreeElement[]): readonly TreeElement[] {
    const entry = this.#entryOf(of);
    entry.isOpen = true;
    entry.children = this.#keep(entry.children ?? [], now);
    return entry.children;
  }

  takeRow(of: TreeElement, row: Row): void {
    this.#entryOf(of).row = row;
  }

  #keep(before: readonly TreeElement[], now: readonly TreeElement[]): readonly TreeElement[] {
    const kept = now.map((element) => this.#entryOf(element).element);
    const ids = new Set(kept.map(({ id }) => id));
    for (const element of before) if (!ids.has(element.id)) this.#forget(element);
    return kept;
  }

  #entryOf(element: TreeElement): Entry {
    const known = this.#entries.get(element.id);
    if (known !== undefined) return known;
    const entry: Entry = { element, row: undefined, children: undefined, isOpen: false };
    this.#entries.set(element.id, entry);
    return entry;
  }

  #forget({ id }: TreeElement): void {
    for (const child of this.#entries.get(id)?.children ?? []) this.#forget(child);
    this.#entries.delete(id);
  }
}
