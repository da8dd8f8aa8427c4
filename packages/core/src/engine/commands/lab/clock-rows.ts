import { labClock } from '../../shapes/extension/clock.ts';
import type { ClockStop, LabClockState } from '../../shapes/extension/clock.ts';
import { goJson } from '../format/go-json.ts';
import type { LabContext } from './lab-command.ts';
import { stopWords } from './stop-words.ts';
import { momentToSecond } from '../../../time-words.ts';
import { nodeName, pairs, span } from './words.ts';

/** Less than this is no difference, ms: an answer takes its time. */
const noDifference = 1_000;
/** More work is not named. */
const mostNamed = 4;

export function printClock({ output }: LabContext, state: LabClockState, format: 'json' | undefined): void {
  output.print(format === 'json' ? goJson(labClock.write(state)) : clockRows(state));
}

/** Lab time, for people. */
function clockRows(state: LabClockState): string {
  const { Now: now, Next: next, JumpingTo: to, BehindMs: behind, Until: until, Stopped: stopped } = state;
  const rows: (readonly [string, string])[] = [
    ['Lab time', `${momentToSecond(now)} (${fromRealTime(state)})`],
    ['Speed', speedOf(state)],
  ];
  if (to !== undefined) rows.push(['On the way to', momentToSecond(to)]);
  rows.push([
    'Next',
    next === undefined ? 'nothing is due' : `${next.What} of ${nodeName(next)}, ${when(next.At, now)}`,
  ]);
  if (behind > 0) rows.push(['Behind', `${span(behind)}: time has gone on without work that did not end in time`]);
  if (state.Unsettled > 0) rows.push(['Waits for', waits(state)]);
  if (stopped !== undefined) rows.push(['Stopped at', stopWords(stopped)]);
  if (until !== undefined) rows.push(['Stops at', `${stopWords(until)}${foreseen(until, now)}`]);
  return pairs(rows);
}

function fromRealTime({ Now: now, Real: real }: LabClockState): string {
  const ahead = now - real;
  if (Math.abs(ahead) < noDifference) return 'real time';
  return `${span(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} real time`;
}

function speedOf({ Speed: speed, Paused: isPaused }: LabClockState): string {
  const words = speed === 1 ? 'as real time' : `${speed} × real time`;
  return isPaused ? `paused; ${words} when it goes on` : words;
}

function when(at: number, now: number): string {
  return at <= now ? 'now' : `in ${span(at - now)}, at ${momentToSecond(at)}`;
}

/** When a certificate ends that nobody renews before. */
function foreseen({ What: what, At: at }: ClockStop, now: number): string {
  return what === 'expiry' && at !== undefined ? `, ${when(at, now)}, unless it is renewed` : '';
}

function waits({ WaitsFor: all, Unsettled: count }: LabClockState): string {
  const named = all.slice(0, mostNamed).map(({ What: what, ID: id, Overdue: isOverdue }) => {
    const work = id === '' ? what || 'work' : `${what || 'work'} of ${id}`;
    return isOverdue ? `${work} (overdue)` : work;
  });
  return [...named, ...(count > named.length ? [`${count - named.length} more`] : [])].join(', ');
}
