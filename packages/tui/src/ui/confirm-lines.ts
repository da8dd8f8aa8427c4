import type { Overlay } from '../app/state.ts';
import type { Line } from '../theme/line.ts';
import { lineWidth, wrap } from './text.ts';

/** What is asked before something is changed or destroyed: a command is shown to its end, since its end says what it hits. */
export function confirmLines(
  { lines, word, typed }: Extract<Overlay, { kind: 'confirm' }>,
  width: number,
): readonly Line[] {
  const question: Line =
    word === undefined
      ? [
          { text: 'Do it?  ' },
          { text: 'y', tone: 'strong' },
          { text: ' yes   ', tone: 'muted' },
          { text: 'n', tone: 'strong' },
          { text: ' no', tone: 'muted' },
        ]
      : [{ text: `Type ${word} to do it: ` }, { text: typed, tone: 'strong' }, { text: '▏', tone: 'accent' }];
  return [[], ...lines.flatMap((line) => broken(line, width)), [], question, []];
}

/** A line whose last part goes on below itself where it is too long. */
function broken(line: Line, width: number): readonly Line[] {
  const last = line.at(-1);
  if (last === undefined || lineWidth(line) <= width) return [line];
  const head = line.slice(0, -1);
  const indent = lineWidth(head);
  return wrap(last.text, Math.max(1, width - indent)).map((text, at): Line => [
    ...(at === 0 ? head : [{ text: ' '.repeat(indent) }]),
    { ...last, text },
  ]);
}
