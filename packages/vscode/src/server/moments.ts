import type { Item } from '@swarmpki/core/inspect';
import { spanUnit, turningPoints } from '@swarmpki/core/inspect/report';

/** Nobody sees a minute pass sooner, and many certificates shall not wake an editor more often: ms. */
const shortestWait = 60_000;

/**
 * When something else is to be said of items than now, though nobody edits them: a certificate begins, ends, comes close to
 * that, or has a day less to go.
 *
 * @param soon ms before its end from which a certificate is spoken of
 * @returns ms since epoch; `undefined` if never
 */
export function nextMoment(items: readonly Item[], now: number, soon: number): number | undefined {
  let next = Number.POSITIVE_INFINITY;
  let tick = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const time = toldTime(item, now);
    if (time !== undefined) tick = Math.min(tick, nextTick(time, now));
    if (item.kind !== 'certificate') continue;
    for (const point of turningPoints(item.skim, soon)) if (point > now) next = Math.min(next, point);
  }
  const at = Math.min(next, Math.max(tick, now + shortestWait));
  return at === Number.POSITIVE_INFINITY ? undefined : at;
}

/**
 * The same for files that are not open, of which less is told: that one of their certificates begins, ends or comes close to
 * that; and how much time is left of those that are close to their end, and of the one that ends first.
 */
export function nextMomentOfFiles(items: readonly Item[], now: number, soon: number): number | undefined {
  let next = Number.POSITIVE_INFINITY;
  let tick = Number.POSITIVE_INFINITY;
  let firstEnd = Number.POSITIVE_INFINITY;
  for (const item of items) {
    if (item.kind !== 'certificate') continue;
    for (const point of turningPoints(item.skim, soon)) if (point > now) next = Math.min(next, point);
    const { notAfter } = item.skim;
    if (notAfter <= now) continue;
    firstEnd = Math.min(firstEnd, notAfter);
    if (notAfter - now <= soon) tick = Math.min(tick, nextTick(notAfter, now));
  }
  if (firstEnd !== Number.POSITIVE_INFINITY) tick = Math.min(tick, nextTick(firstEnd, now));
  const at = Math.min(next, Math.max(tick, now + shortestWait));
  return at === Number.POSITIVE_INFINITY ? undefined : at;
}

/** The moment to or from which time is told of an item. */
function toldTime(item: Item, now: number): number | undefined {
  if (item.kind === 'revocation-list') return item.nextUpdate;
  if (item.kind !== 'certificate') return undefined;
  const { notBefore, notAfter } = item.skim;
  return now < notBefore ? notBefore : notAfter;
}

/** When the time to or from a moment is told otherwise than now. */
function nextTick(time: number, now: number): number {
  const distance = Math.abs(time - now);
  const unit = spanUnit(distance);
  const whole = Math.floor(distance / unit) * unit;
  return time > now ? time - whole + 1 : time + whole + unit;
}
