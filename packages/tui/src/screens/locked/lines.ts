import type { State } from '../../app/state.ts';
import type { Line } from '../../theme/line.ts';
import { wrap } from '../../ui/text.ts';

/** What can be done about a manager that is locked. */
export function lockedLines({ engine }: State, width: number): readonly Line[] {
  const plain = (sentence: string): readonly Line[] => wrap(sentence, width).map((text): Line => [{ text }]);
  const shell = (line: string): Line => [
    { text: '  $ ', tone: 'muted' },
    { text: `${engine.program} ${line}`, tone: 'strong' },
  ];
  return [
    [],
    ...plain(
      'It waits for the key that was printed when autolock was turned on, or when the key was changed last: SWMKEY-1-…',
    ),
    [],
    [
      { text: '  ⏎   ', tone: 'accent' },
      { text: 'type or paste the key: nothing of it is shown, and it is kept nowhere' },
    ],
    [],
    [{ text: 'The same on a shell:', tone: 'muted' }],
    shell('unlock'),
    [],
    ...plain(
      'Without the key nothing on this disk can be read any more. Other managers go on without this one; if it was the only one, the swarm is lost:',
    ),
    shell('leave --force'),
  ];
}
