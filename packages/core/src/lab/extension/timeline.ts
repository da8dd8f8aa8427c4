import type { LabJournal, LabJournalEntry } from '../../engine/shapes/extension/journal.ts';
import { journalLength } from '../../store/schema.ts';
import type { NumberedEntry } from '../../store/store.ts';
import { Causes } from './causes.ts';

/** So many entries are read at a time. */
const mostRead = 1_000;

/** What a timeline is made of. */
export interface TimelineSource {
  /** Entries that follow one of them, the oldest first. */
  readonly journalAfter: (seq: number, count: number) => readonly NumberedEntry[];
  readonly nameOf: (nodeId: string) => string;
}

/** The timeline as the store keeps it, with what led to what; as many entries as the store keeps. */
export class Timeline {
  readonly #source: TimelineSource;
  readonly #causes = new Causes();
  #entries: LabJournalEntry[] = [];

  constructor(source: TimelineSource) {
    this.#source = source;
  }

  /** Reads what has been added. @returns the number of the latest entry; 0 while there is none */
  read(): number {
    for (;;) {
      const added = this.#source.journalAfter(this.#last, mostRead);
      for (const { seq, entry } of added) this.#entries.push(this.#shown(seq, entry));
      if (added.length < mostRead) break;
    }
    // Not for each entry that is one too many: the rest is moved every time.
    if (this.#entries.length > 1.1 * journalLength) this.#entries = this.#entries.slice(-journalLength);
    return this.#last;
  }

  /** Entries that follow one of them, of those that have been read. @param most at a time */
  after(seq: number, most: number): LabJournal {
    const from = this.#indexAfter(seq);
    // A node has no name before it has reported, which is after its first entries.
    const entries = this.#entries
      .slice(from, from + most)
      .map((entry) =>
        entry.Name === '' && entry.ID !== '' ? { ...entry, Name: this.#source.nameOf(entry.ID) } : entry,
      );
    return { Entries: entries, More: from + entries.length < this.#entries.length };
  }

  get #last(): number {
    return this.#entries.at(-1)?.Seq ?? 0;
  }

  /** From the end: mostly the latest are asked for. */
  #indexAfter(seq: number): number {
    return this.#entries.findLastIndex(({ Seq }) => Seq <= seq) + 1;
  }

  #shown(seq: number, entry: NumberedEntry['entry']): LabJournalEntry {
    const { at, event, nodeId = '', detail = {} } = entry;
    return {
      Seq: seq,
      At: at,
      Event: event,
      ID: nodeId,
      Name: nodeId === '' ? '' : this.#source.nameOf(nodeId),
      Detail: Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)])),
      Cause: this.#causes.next(seq, entry),
    };
  }
}
