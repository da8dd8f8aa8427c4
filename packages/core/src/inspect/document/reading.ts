import type { TextRange } from '../place.ts';
import { sight } from '../text/bounds.ts';
import type { Bounds } from '../text/bounds.ts';
import { after } from '../text/find-in-text.ts';
import type { Position } from '../text/scan.ts';
import type { Step } from '../text/step.ts';
import type { ChunkedText } from './chunked-text.ts';
import { Window } from './window.ts';

/** A step, and how far it has moved since it was read. */
export interface Entry {
  readonly step: Step;
  readonly moved: number;
}

/** What an edit came to: entries from `kept` up to `tail` give way to `steps`. */
export interface Reading {
  readonly kept: number;
  readonly tail: number;
  readonly steps: readonly Step[];
}

/**
 * Reads what an edit may have changed. What was decided without seeing the edit stays. Reading begins where that ends, and
 * goes on until it stands where the last reading stood as well, and both see the same from there on: then all that follows
 * is the same too.
 *
 * @param entries of the text before
 * @param changed in that text
 * @param inserted how long it is now
 * @param text as it is now
 */
export function readAround(
  entries: readonly Entry[],
  changed: TextRange,
  inserted: number,
  text: ChunkedText,
  bounds: Bounds,
): Reading {
  const by = inserted - (changed.end - changed.start);
  const kept = firstBehind(entries, changed.start - sight.ahead - 1, 0);
  const floor = endOf(entries[kept - 1]);
  const unseen = changed.start - sight.ahead - 1;
  const next = entries[kept];
  const from = Math.max(floor, next === undefined ? unseen : Math.min(unseen, startOf(next)));

  const steps: Step[] = [];
  const same = changed.start + inserted + sight.behind;
  const window = new Window(text, bounds, from);
  let position: Position = { at: from, floor };
  let tail = kept;
  for (;;) {
    tail = firstBehind(entries, position.at - by, tail);
    const until = meeting(entries, tail, position, by, same);
    if (until === position.at) return { kept, tail, steps };
    const step = window.nextStep(position, until);
    if (step !== undefined) {
      steps.push(step);
      position = after(step);
    } else if (until >= text.length) return { kept, tail: entries.length, steps };
    else position = { at: until, floor: position.floor };
  }
}

/**
 * Where both readings may meet at the earliest.
 *
 * @param tail the first entry that ends behind the position, in the text before
 * @param same from here on the text is as before, also as far as one looks back
 */
function meeting(entries: readonly Entry[], tail: number, { at, floor }: Position, by: number, same: number): number {
  let until = Math.max(at, same);
  const step = entries[tail];
  if (step !== undefined && startOf(step) + by < at) until = Math.max(until, endOf(step) + by);
  const floorBefore = tail === 0 ? 0 : endOf(entries[tail - 1]) + by;
  // A floor that is out of sight changes nothing.
  if (floorBefore !== floor) until = Math.max(until, Math.max(floorBefore, floor) + sight.behind);
  return until;
}

/** The first entry from `low` on that ends behind `at`; ends rise from entry to entry. */
function firstBehind(entries: readonly Entry[], at: number, from: number): number {
  let [low, high] = [from, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(entries[middle]) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

function startOf({ step, moved }: Entry): number {
  return step.start + moved;
}

function endOf(entry: Entry | undefined): number {
  return entry === undefined ? 0 : entry.step.end + entry.moved;
}
