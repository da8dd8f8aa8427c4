import type { Field } from '../app/state.ts';
import type { Line, Span } from '../theme/line.ts';
import { lineWidth } from './text.ts';

/** Whoever writes a line needs so many cells for it before anything else is said. */
const leastForText = 24;

/** The two keys that are none of the line's, and what the others are: also those that are keys elsewhere. */
const ends: Line = [
  { text: '   ⏎', tone: 'strong' },
  { text: ' done   ', tone: 'muted' },
  { text: 'Esc', tone: 'strong' },
  { text: ' cancel ', tone: 'muted' },
];
const hints: readonly Line[] = [
  [...ends, { text: '  ?', tone: 'strong' }, { text: ' and all others are text ', tone: 'muted' }],
  ends,
];

/** The line that is written, the cursor in sight, and how it is ended. */
export function fieldLine({ label, text, cursor, secret }: Field, columns: number): Line {
  const characters = Array.from(secret ? '•'.repeat(Array.from(text).length) : text);
  const head: Span = { text: ` ${label} `, tone: 'accent' };
  const hint = hints.find((each) => columns - lineWidth([head, ...each]) >= leastForText) ?? [];
  const room = Math.max(10, columns - lineWidth([head, ...hint]) - 1);
  const from = Math.max(0, cursor - room + 1);
  const written: Line = [
    { text: characters.slice(from, cursor).join('') },
    { text: characters[cursor] ?? ' ', tone: 'selected' },
    { text: characters.slice(cursor + 1, from + room).join('') },
  ];
  const blank = ' '.repeat(Math.max(0, columns - lineWidth([head, ...written, ...hint])));
  return [head, ...written, { text: blank }, ...hint];
}
