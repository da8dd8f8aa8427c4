import { oneLine } from '../format/one-line.ts';

export { oneLine };

const units = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** A length of time in its two largest units: `90 days 2 h`, `20 ms`. @param ms negative ones are told as they are long */
export function span(ms: number): string {
  const parts: string[] = [];
  let rest = Math.abs(Math.round(ms));
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) parts.push(`${count} ${unit === 'day' && count > 1 ? 'days' : unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** How a node of a lab is told. */
export function nodeName({ Name: name, ID: id }: { readonly Name: string; readonly ID: string }): string {
  return oneLine(name === '' ? id : name);
}

/** Rows of names and values, the values below one another. */
export function pairs(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${`${name}:`.padEnd(width)} ${value}`).join('\n');
}
