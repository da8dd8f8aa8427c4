import { isDeepStrictEqual } from 'node:util';
import type { LabNodeRow } from '../../engine/shapes/extension/node-row.ts';

/** So many nodes that are gone are remembered. Who knows less than that has to look at everything anew. */
const mostGone = 10_000;

/** A node as it is since a version; without a row it is gone. */
interface Entry {
  readonly version: number;
  readonly row: LabNodeRow | undefined;
}

/** What of the nodes has changed since somebody knew them. */
export interface NodeChanges {
  /** Up to this version, which is the present one unless there is more. */
  readonly version: number;
  readonly rows: readonly LabNodeRow[];
  readonly removed: readonly string[];
  readonly hasMore: boolean;
}

/** How far somebody knows the log. */
export interface Known {
  readonly version: number;
  /** The version at which it began to be told the whole, which takes several times: it was never told who had gone by then. */
  readonly begun: number;
}

/** What somebody is told at a time. */
export interface Told extends NodeChanges {
  /** It is the first part of the whole: what it knew before counts no more. */
  readonly isWhole: boolean;
  readonly known: Known;
}

/** The rows of all nodes, in the order in which they changed last. */
export class ChangeLog {
  /** By id; what changed last stands at the end. */
  readonly #entries = new Map<string, Entry>();
  readonly #nextVersion: () => number;
  #gone = 0;
  /** What was forgotten had happened by then. */
  #forgotten: number;

  /** @param nextVersion rises with each call @param start who knows less than this knows nothing */
  constructor(nextVersion: () => number, start: number) {
    this.#nextVersion = nextVersion;
    this.#forgotten = start;
  }

  /** A node is this now, or is gone. @returns whether that is new */
  put(id: string, row: LabNodeRow | undefined): boolean {
    const before = this.#entries.get(id);
    if (isDeepStrictEqual(before?.row, row)) return false;
    if (before !== undefined && before.row === undefined) this.#gone--;
    this.#entries.delete(id);
    this.#entries.set(id, { version: this.#nextVersion(), row });
    if (row === undefined && ++this.#gone > mostGone) this.#forget();
    return true;
  }

  get(id: string): LabNodeRow | undefined {
    return this.#entries.get(id)?.row;
  }

  get rows(): readonly LabNodeRow[] {
    return [...this.#entries.values()].flatMap(({ row }) => row ?? []);
  }

  /** Whether what has happened since a version is remembered. */
  remembers(version: number): boolean {
    return version >= this.#forgotten;
  }

  /**
   * What somebody does not know, or the whole, if what it does not know is not remembered.
   *
   * @param now the present version
   * @param most nodes at a time
   */
  tell(known: Known, now: number, most: number): Told {
    const isWhole = !this.remembers(Math.max(known.version, known.begun));
    const changes = this.since(isWhole ? 0 : known.version, now, most);
    const begun = isWhole ? now : known.begun;
    return { ...changes, removed: isWhole ? [] : changes.removed, isWhole, known: { version: changes.version, begun } };
  }

  /** What has changed since a version. @param now the present one @param most nodes at a time */
  since(version: number, now: number, most: number): NodeChanges {
    const rows: LabNodeRow[] = [];
    const removed: string[] = [];
    let reached = version;
    for (const [id, entry] of this.#entries) {
      if (entry.version <= version) continue;
      if (rows.length + removed.length === most) return { version: reached, rows, removed, hasMore: true };
      if (entry.row === undefined) removed.push(id);
      else rows.push(entry.row);
      reached = entry.version;
    }
    return { version: now, rows, removed, hasMore: false };
  }

  /** The node that has been gone for longest. */
  #forget(): void {
    for (const [id, { version, row }] of this.#entries) {
      if (row !== undefined) continue;
      this.#entries.delete(id);
      this.#gone--;
      this.#forgotten = version;
      return;
    }
  }
}
