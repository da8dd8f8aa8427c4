import { Lines, momentToSecond, printable } from '@swarmpki/core/inspect/report';
import type { Report } from '@swarmpki/core/inspect/report';
import type { StyledOutput } from '../../output/styled.ts';
import type { Changes } from './changes.ts';
import { findingLines } from './show.ts';

/** Prints what is otherwise than before, with the time. Nothing is printed where nothing is. @param now ms since epoch */
export function showChanges(changes: Changes, after: Report, output: StyledOutput, now: number): void {
  const { came, went, newSources, goneSources } = changes;
  if ([came, went, newSources, goneSources].every(({ length }) => length === 0)) return;
  const lines = new Lines(after.sources);
  const columns = output.interactive ? output.columns : Number.POSITIVE_INFINITY;
  output.printStyled([[momentToSecond(now), 'gray']]);
  for (const name of newSources)
    output.printStyled([
      ['+ ', 'green'],
      [printable(name, 400), 'bold'],
    ]);
  for (const name of goneSources)
    output.printStyled([
      ['- ', 'red'],
      [printable(name, 400), 'bold'],
    ]);
  for (const { code, place, reason } of went) {
    output.printStyled([['- ', 'green'], [code, 'bold'], ` ${printable(place.source, 400)}: ${reason}`]);
  }
  for (const finding of came) {
    output.printStyled([['+ ', 'red'], printable(finding.place.source, 400)]);
    for (const line of findingLines(finding, lines, columns)) output.printStyled(line);
  }
}
