import type { Node } from '../../shapes/node.ts';
import { oneLine } from '../format/one-line.ts';

/** How a node is told: by its name where it has one. */
export function nameOf({ ID: id, Description: description }: Node): string {
  return oneLine(description.Hostname === '' ? id : `${description.Hostname} (${id})`);
}

const most = 4;

/** The first of several, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

/** `2026-11-24 22:30:11 UTC` @param time RFC 3339 */
export function moment(time: string): string {
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) ? oneLine(time) : `${new Date(parsed).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
