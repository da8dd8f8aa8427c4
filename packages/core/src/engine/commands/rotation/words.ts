import type { Node } from '../../shapes/node.ts';
import { momentToSecond } from '../../../time-words.ts';
import { oneLine } from '../format/one-line.ts';

/** How a node is told: by its name where it has one. */
export function nameOf({ ID: id, Description: description }: Node): string {
  return oneLine(description.Hostname === '' ? id : `${description.Hostname} (${id})`);
}

/** `2026-11-24 22:30:11 UTC`; what is no moment, as it stands. @param time RFC 3339 */
export function momentOf(time: string): string {
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) ? oneLine(time) : momentToSecond(parsed);
}
