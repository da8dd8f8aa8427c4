import type { LabJournalEntry } from '@swarmpki/core/engine';
import { rootsOf } from '@swarmpki/core/engine/watch';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Begun } from '../../app/learn/progress.ts';
import { here } from '../../app/state.ts';
import type { State } from '../../app/state.ts';
import { rootName } from '../../app/names.ts';

/** What lessons look at. */

export const isOn = (state: State, screen: string): boolean => here(state).screen === screen;

/** The members of the swarm. */
export function members({ sight }: State): readonly NodeSight[] {
  return [...(sight?.nodes.values() ?? [])].filter(({ state }) => state !== 'removed');
}

export function workers(state: State): readonly NodeSight[] {
  return members(state).filter(({ role }) => role === 'worker');
}

export const nameOf = ({ name, id }: NodeSight): string => name || id.slice(0, 10);

function journalOf({ sight }: State): readonly LabJournalEntry[] {
  return sight?.lab?.journal ?? [];
}

/** What has happened of a kind since a step began. */
export function since(state: State, { seq }: Begun, event: string): readonly LabJournalEntry[] {
  const journal = journalOf(state);
  // A lab that was made anew begins to count anew.
  const from = (journal.at(-1)?.Seq ?? 0) < seq ? 0 : seq;
  return journal.filter(({ Seq, Event }) => Seq > from && Event === event);
}

/** The latest of a kind. */
export function latest(state: State, event: string): LabJournalEntry | undefined {
  return journalOf(state).findLast(({ Event }) => Event === event);
}

/** All that the timeline tells of a node. */
export function eventsOf(state: State, id: string): readonly LabJournalEntry[] {
  return journalOf(state).filter(({ ID }) => ID === id);
}

/** A rotation has ended that began last; `undefined` while one is under way, or there was none. */
export function endOfRotation(
  state: State,
): { readonly begun: LabJournalEntry; readonly ended: LabJournalEntry } | undefined {
  const [begun, ended] = [latest(state, 'rotation-started'), latest(state, 'rotation-completed')];
  const isOver = state.sight?.lab?.swarm.Rotation === undefined;
  return isOver && begun && ended && ended.Seq > begun.Seq ? { begun, ended } : undefined;
}

/** The same of one that has ended since a step began. */
export function endedSince(state: State, begun: Begun): ReturnType<typeof endOfRotation> {
  return since(state, begun, 'rotation-completed').length > 0 ? endOfRotation(state) : undefined;
}

/** The root that nodes trust, and the one on its way in, by name. */
export function rootNames({ sight }: State): { readonly now: string; readonly next: string | undefined } {
  const roots = sight && rootsOf(sight);
  return { now: rootName(roots?.trusted.issuer), next: roots?.coming && rootName(roots.coming.issuer) };
}
