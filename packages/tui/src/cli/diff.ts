import { oneLine, oneOf } from '@swarmpki/core/commands';
import type { Comparison } from '@swarmpki/core/inspect/diff';
import type { Report } from '@swarmpki/core/inspect/report';
import { own } from './own-command.ts';
import type { OwnContext } from './own-command.ts';
import { UsageError } from './problem.ts';
import type { Span } from './styled.ts';
import { inspected, readPiped } from './inspect/inspected.ts';
import { subjectOf } from './inspect/subject.ts';

/** `swarmpki diff A B`: 0 the same, 1 different, 2 one of them could not be read. */
export const diffCommand = own({
  name: 'diff',
  summary: 'Say in what two certificates differ, field by field, and what that means',
  reaches: 'nothing',
  parameters: { usage: 'A B', least: 2, most: 2 },
  flags: {
    format: { kind: oneOf('text', 'json'), help: "Format of the output: 'text' or 'json'", initial: 'text' },
  },
  examples: [
    { line: 'diff swarm-node.crt backup/swarm-node.crt', about: 'renewed, rotated, promoted?' },
    { line: 'diff old-root.crt - --format json', about: 'with what is piped in, for programs' },
  ],
  async run(context, { format = 'text' }, [a = '', b = '']) {
    if (a === '-' && b === '-') throw new UsageError(1, 'only one of them can be piped in');
    const read = [await readOne(a, context), await readOne(b, context)];
    if (read.some((items) => items === undefined)) return 2;
    const [first = [], second = []] = read;
    const { compareItems } = await import('@swarmpki/core/inspect/diff');
    const comparisons = await compareItems(first, second);
    const isSame = comparisons.every(({ differences }) => differences.length === 0);
    if (format === 'json') {
      context.output.print(JSON.stringify({ version: 1, same: isSame, comparisons }, undefined, 2));
    } else show(comparisons, context);
    return isSame ? 0 : 1;
  },
});

/** @returns `undefined` where there is nothing to compare; that has been said */
async function readOne(word: string, context: OwnContext): Promise<Report['items'] | undefined> {
  const { workingDirectory, output, clock, signal } = context;
  const subjects = [subjectOf(word)];
  const piped = await readPiped(subjects, context);
  const given = { workingDirectory, signal, piped, password: undefined, now: clock.now() };
  const { report, unread } = await inspected(subjects, given);
  for (const { problem } of unread) output.note(`swarmpki: ${oneLine(problem.message)}`);
  if (unread.length > 0) return undefined;
  if (report.items.length > 0) return report.items;
  output.note(`swarmpki: nothing is in ${oneLine(word)}: no certificate, key, request, or token`);
  return undefined;
}

function show(comparisons: readonly Comparison[], { output }: OwnContext): void {
  for (const { kinds, meaning, differences } of comparisons) {
    const [a, b] = kinds;
    output.printStyled([[a === b ? a : `${a}, ${b}`, 'bold']]);
    for (const sentence of meaning) output.printStyled([`  ${sentence}`]);
    for (const line of differences.flatMap(fieldLines)) output.printStyled(line);
    if (differences.length === 0) output.printStyled(['  ', ['no difference', 'green']]);
  }
}

function fieldLines({ field, a, b }: Comparison['differences'][number]): readonly (readonly Span[])[] {
  return [
    [`  ${field}`],
    ...(a === undefined ? [] : [[['    - ', 'red'], a] as const]),
    ...(b === undefined ? [] : [[['    + ', 'green'], b] as const]),
  ];
}
