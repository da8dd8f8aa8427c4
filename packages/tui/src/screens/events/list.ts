import type { LabJournalEntry } from '@swarmpki/core/engine';
import { wordsOf } from '../../app/explain/events.ts';
import type { State } from '../../app/state.ts';

/** What the screen of events keeps for itself. */
export interface Own {
  readonly filter: string;
  /** The `Seq` of an entry; left out, the latest is followed. */
  readonly selected: number | undefined;
}

export const initial: Own = { filter: '', selected: undefined };

/** The entries that fit the filter, the latest first. */
export function entriesOf({ sight }: State, { filter }: Own): readonly LabJournalEntry[] {
  const journal = sight?.lab?.journal ?? [];
  const wanted = filter
    .toLowerCase()
    .split('|')
    .map((word) => word.trim())
    .filter(Boolean);
  const fitting =
    wanted.length === 0 ? journal : journal.filter((entry) => wanted.some((word) => textOf(entry).includes(word)));
  return fitting.toReversed();
}

function textOf(entry: LabJournalEntry): string {
  const { word, what } = wordsOf(entry);
  return `${entry.Event} ${word} ${entry.Name} ${entry.ID} ${what(entry)}`.toLowerCase();
}

/** Which row is selected. */
export function selectedRow(entries: readonly LabJournalEntry[], { selected }: Own): number {
  if (selected === undefined) return 0;
  return Math.max(
    0,
    entries.findIndex(({ Seq }) => Seq === selected),
  );
}
