import type { Overlay } from '../app/state.ts';
import type { Line } from '../theme/line.ts';

/** What is asked before something is changed or destroyed. */
export function confirmLines({ lines, word, typed }: Extract<Overlay, { kind: 'confirm' }>): readonly Line[] {
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
  return [[], ...lines, [], question, []];
}
