import { isSwitch } from '@swarmpki/core/commands';
import type { Flag, Flags } from '@swarmpki/core/commands';

/** Options with their help beside them, sorted and broken into lines as pflag does it. @param columns of the terminal */
export function flagUsages(flags: Flags, columns: number): string {
  const rows = Object.entries(flags)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, flag]) => [head(name, flag), helpOf(flag)] as const);
  const indent = Math.max(...rows.map(([names]) => names.length)) + 3;
  return rows.map(([names, help]) => names.padEnd(indent) + wrapped(help, indent, columns - 1)).join('\n');
}

function head(name: string, { short, kind }: Flag): string {
  const names = short === undefined ? `      --${name}` : `  -${short}, --${name}`;
  return isSwitch(kind) ? names : `${names} ${kind.name}`;
}

function helpOf({ help, initial }: Flag): string {
  return initial === undefined ? help : `${help} (default ${initial})`;
}

/** Less room than this is none. */
const least = 24;
/** So much longer may a last line be, before a word of it stands alone. */
const slop = 5;

function wrapped(text: string, indent: number, columns: number): string {
  if (columns - indent < least) return columns - 16 < least ? text : `\n${' '.repeat(16)}${lines(text, 16, columns)}`;
  return lines(text, indent, columns);
}

function lines(text: string, indent: number, columns: number): string {
  const width = columns - indent - slop;
  const all: string[] = [];
  for (let rest = text; rest !== '';) {
    const end = lineEnd(rest, width);
    all.push(rest.slice(0, end));
    rest = rest.slice(end + 1);
  }
  return all.join('\n').replaceAll('\n', `\n${' '.repeat(indent)}`);
}

function lineEnd(text: string, width: number): number {
  if (width + slop > text.length) return text.length;
  const line = text.slice(0, width);
  const space = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\n'));
  if (space <= 0) return text.length;
  const lineBreak = line.lastIndexOf('\n');
  return lineBreak > 0 ? Math.min(space, lineBreak) : space;
}
