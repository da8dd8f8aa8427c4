import type { LabJournalEntry } from '../../shapes/extension/journal.ts';
import { untilEnd } from '../command.ts';
import type { LabContext } from './lab-command.ts';

/** Entries that follow one of them. */
export async function* added(context: LabContext, after: number): AsyncGenerator<LabJournalEntry> {
  for (let last = after; ;) {
    const { Entries: entries, More: more } = await context.lab.journal(last, untilEnd(context));
    yield* entries;
    last = entries.at(-1)?.Seq ?? last;
    if (!more || entries.length === 0) return;
  }
}

/** Lab time, ms since epoch. */
export async function labNow(context: LabContext): Promise<number> {
  return (await context.lab.clock(untilEnd(context))).Now;
}
