import { labJournalEntry } from '../../shapes/extension/journal.ts';
import type { LabJournalEntry } from '../../shapes/extension/journal.ts';
import { goJson } from '../format/go-json.ts';
import { CommandProblem } from '../problem.ts';
import { momentBefore } from './event-wish.ts';
import type { EventWish } from './event-wish.ts';
import type { LabContext } from './lab-command.ts';
import { added, labNow } from './read-timeline.ts';
import { nodeName, oneLine } from './words.ts';

/** So many events are remembered, to name them as causes: as many as a lab keeps. */
const mostRemembered = 10_000;
/** Longer details are cut short for people. */
const longestDetail = 100;

/** The timeline of a lab, with what led to what. */
export async function printTimeline(context: LabContext, wish: EventWish): Promise<void> {
  const { output } = context;
  const isWanted = await filterOf(context, wish);
  const until = await endOf(context, wish);
  const told = new Map<number, string>();
  const tell = (entry: LabJournalEntry): void => {
    const line = lineOf(entry, told.get(entry.Cause));
    remember(told, entry);
    if (entry.At > until || !isWanted(entry)) return;
    output.print(wish.format === 'json' ? goJson(labJournalEntry.write(entry)) : line);
  };
  let last = 0;
  for await (const entry of added(context, last)) {
    last = entry.Seq;
    tell(entry);
  }
  if (!wish.follow) return;
  // It watches the whole lab, which other commands do not.
  const { followTimeline } = await import('./follow-timeline.ts');
  await followTimeline(context, { after: last, until, tell });
}

async function endOf(context: LabContext, { until }: EventWish): Promise<number> {
  return until === undefined ? Infinity : momentBefore(await labNow(context), until);
}

type Fits = (entry: LabJournalEntry, wanted: readonly string[]) => boolean;

const known: Readonly<Record<string, Fits>> = {
  event: ({ Event: event }, wanted) => wanted.includes(event),
  node: ({ ID: id, Name: name }, wanted) =>
    id !== '' && wanted.some((one) => one === name || (one !== '' && id.startsWith(one))),
};

/** @throws {CommandProblem} `refused`, for a filter that there is not */
async function filterOf(context: LabContext, wish: EventWish): Promise<(entry: LabJournalEntry) => boolean> {
  const unknown = [...wish.filters.keys()].find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    throw new CommandProblem('refused', `invalid filter '${unknown}'`, {
      expected: `one of ${Object.keys(known).join(', ')}`,
    });
  }
  const since = wish.since === undefined ? -Infinity : momentBefore(await labNow(context), wish.since);
  return (entry) =>
    entry.At >= since && [...wish.filters].every(([name, wanted]) => known[name]?.(entry, wanted) === true);
}

function remember(told: Map<number, string>, { Seq: seq, Event: event }: LabJournalEntry): void {
  told.set(seq, event);
  const [oldest] = told.keys();
  if (told.size > mostRemembered && oldest !== undefined) told.delete(oldest);
}

/** @param cause the event that led to it */
function lineOf(entry: LabJournalEntry, cause: string | undefined): string {
  const details = Object.entries(entry.Detail).map(([name, value]) => `${name}=${shortened(value)}`);
  return [
    new Date(entry.At).toISOString(),
    `#${entry.Seq}`,
    entry.Event,
    ...(entry.ID === '' ? [] : [nodeName(entry)]),
    ...(details.length === 0 ? [] : [`(${details.join(', ')})`]),
    ...(entry.Cause === 0 ? [] : [`because of #${entry.Cause}${cause === undefined ? '' : ` ${cause}`}`]),
  ].join(' ');
}

function shortened(text: string): string {
  const characters = Array.from(oneLine(text));
  return characters.length > longestDetail ? `${characters.slice(0, longestDetail).join('')}…` : characters.join('');
}
