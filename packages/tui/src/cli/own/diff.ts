import { Problem, oneLine, oneOf, shellWord } from '@swarmpki/core/commands';
import type { Comparison } from '@swarmpki/core/inspect/diff';
import type { Report } from '@swarmpki/core/inspect/report';
import { errorLines } from '../output/error-lines.ts';
import { own } from './own-command.ts';
import type { OwnContext } from './own-command.ts';
import { UsageError } from '../output/problem.ts';
import type { Span } from '../output/styled.ts';
import { inspected, readPiped } from './inspect/inspected.ts';
import { passwordFlag, readPassword } from './inspect/password.ts';
import { subjectOf } from './inspect/subject.ts';

/** `swarmpki diff A B`: 0 the same, 1 different, 2 one of them could not be read. */
export const diffCommand = own({
  name: 'diff',
  summary: 'Say in what two certificates differ, field by field, and what that means',
  reaches: 'nothing',
  parameters: { usage: 'A B', least: 2, most: 2 },
  flags: {
    format: { kind: oneOf('text', 'json'), help: "Format of the output: 'text' or 'json'", initial: 'text' },
    'password-file': passwordFlag,
  },
  examples: [
    { line: 'diff swarm-node.crt backup/swarm-node.crt', about: 'renewed, rotated, promoted?' },
    { line: 'diff old-root.crt - --format json', about: 'with what is piped in, for programs' },
  ],
  async run(context, { format = 'text', 'password-file': passwordFile }, [a = '', b = '']) {
    if (a === '-' && b === '-') throw new UsageError(1, 'only one of them can be piped in');
    const password = await readPassword(context, passwordFile);
    const read = [await readOne(a, password, context), await readOne(b, password, context)];
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

/** @returns `undefined` where there is nothing to compare; which it is, and what to do, has been said */
async function readOne(
  word: string,
  password: string | undefined,
  context: OwnContext,
): Promise<Report['items'] | undefined> {
  const { workingDirectory, output, clock, signal } = context;
  const subjects = [subjectOf(word)];
  const piped = await readPiped(subjects, context);
  const given = { workingDirectory, signal, piped, password, now: clock.now() };
  const { report, unread } = await inspected(subjects, given);
  const problems = unread.length > 0 ? unread.map(({ problem }) => problem) : [whyNothing(word, report.items)];
  for (const problem of problems) {
    if (problem === undefined) return report.items;
    const [what = '', ...help] = errorLines(problem);
    for (const line of [oneLine(what), ...help]) output.note(line);
  }
  return undefined;
}

/** Why there is nothing in it that could be compared; `undefined` where there is. */
function whyNothing(word: string, items: Report['items']): Problem | undefined {
  const name = oneLine(word);
  const closed = items.find((item) => item.kind === 'pkcs12' && item.lock !== undefined);
  if (closed?.kind === 'pkcs12') {
    return closed.lock === 'no-password'
      ? new Problem('closed', `${name} is closed: it needs a password`, {
          next: 'Write the password into a file that is yours alone, and give that with --password-file.',
        })
      : new Problem('closed', `${name} cannot be opened`, {
          expected: 'the password that it was made with, and an encryption that is known here',
          next: `\`openssl pkcs12 -in ${shellWord(word)} -info\` says how it is encrypted.`,
        });
  }
  const [first] = items;
  if (first === undefined) {
    return new Problem('nothing', `nothing is in ${name}: no certificate, key, request, or token`, {
      next: `Check that the right file was given: \`swarmpki inspect .\` says what there is in a folder.`,
    });
  }
  if (items.some(({ kind }) => kind !== 'unreadable') || first.kind !== 'unreadable') return undefined;
  const { message, expected, next } = first.problem;
  return new Problem('unreadable', `${name} cannot be compared: ${message}`, {
    ...(expected !== undefined && { expected }),
    ...(next !== undefined && { next }),
    cause: first.problem,
  });
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
