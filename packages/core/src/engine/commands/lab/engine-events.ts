import { engineEvent } from '../../shapes/event.ts';
import type { EngineEvent } from '../../shapes/event.ts';
import type { Context } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import type { Moment } from '../kinds/moment.ts';
import { momentBefore } from './event-wish.ts';
import type { EventWish } from './event-wish.ts';

/** Events of an engine that is no lab, as `docker events` prints them. Without an end in sight it ends now. */
export async function printEngineEvents({ client, output, clock, signal }: Context, wish: EventWish): Promise<void> {
  const now = clock.now();
  const until = wish.until ?? (wish.follow ? undefined : { at: now });
  const asked = {
    signal,
    // Of the past an engine tells only to those who ask for it.
    since: secondsOf(wish.since ?? (wish.follow ? undefined : { at: 0 }), now),
    until: secondsOf(until, now),
    filters: Object.fromEntries(wish.filters),
  };
  for await (const event of client.events(asked)) {
    output.print(wish.format === 'json' ? goJson(engineEvent.write(event)) : lineOf(event));
  }
}

function secondsOf(moment: Moment | undefined, now: number): number | undefined {
  if (moment === undefined) return undefined;
  return momentBefore(now, moment) / 1_000;
}

/** In Docker's words, with time as it is where the program runs. */
function lineOf({ Type: type, Action: action, Actor: actor, time, timeNano }: EngineEvent): string {
  const attributes = Object.entries(actor.Attributes)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  const behind = attributes.length === 0 ? '' : ` (${attributes.join(', ')})`;
  return `${goLocalTime(timeNano === 0 ? time * 1e9 : timeNano)} ${type} ${action} ${actor.ID}${behind}`;
}

/** `2026-11-24T12:30:00.500000000+01:00` */
function goLocalTime(nanoseconds: number): string {
  const ns = BigInt(nanoseconds);
  const ms = Number(ns / 1_000_000n);
  const ahead = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + ahead * 60_000).toISOString().slice(0, 19);
  const fraction = String(ns % 1_000_000_000n).padStart(9, '0');
  return `${local}.${fraction}${zone(ahead)}`;
}

/** @param ahead of UTC, minutes */
function zone(ahead: number): string {
  if (ahead === 0) return 'Z';
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  return `${ahead < 0 ? '-' : '+'}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`;
}
