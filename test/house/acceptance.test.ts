import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Of the list that docs/protocol.md §13 is about. */
const last = 172;

interface List {
  /** Numbers that tests are to name. */
  readonly tested: ReadonlySet<number>;
  /** Numbers that are left out, with the reason. */
  readonly leftOut: ReadonlyMap<number, string>;
}

/** The numbers in the first cell of a row: alone, after commas, or as a range with an ellipsis. */
function numbersIn(cell: string): readonly number[] {
  return [...cell.matchAll(/AC-(\d{3})(?: … AC-(\d{3}))?/g)].flatMap(([, from = '', to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index),
  );
}

/** Reads §13 of the protocol: two tables, the second below "Left out". */
function readList(protocol: string): List {
  const [, section = ''] = /\n## 13\..*?\n([\s\S]*?)(?:\n## |$)/.exec(protocol) ?? [];
  const [tested = '', leftOut = ''] = section.split(/\n### Left out\n/);
  const rows = (text: string): readonly (readonly [readonly number[], string])[] =>
    text.split('\n').flatMap((line) => {
      const [, cell = '', words = ''] = /^\| (AC-[^|]*)\|([^|]*)\|$/.exec(line) ?? [];
      return cell === '' ? [] : [[numbersIn(cell), words.trim()] as const];
    });
  return {
    tested: new Set(rows(tested).flatMap(([numbers]) => numbers)),
    leftOut: new Map(rows(leftOut).flatMap(([numbers, reason]) => numbers.map((number) => [number, reason] as const))),
  };
}

/** The numbers in the strings of a test file: titles, and the rows of `it.each` that make titles. Comments name nothing. */
function namedBy(source: string): readonly number[] {
  const code = source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  return [...code.matchAll(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g)].flatMap(([text]) => numbersIn(text));
}

/** What is wrong between list and tests, a line each. */
function complaints({ tested, leftOut }: List, named: ReadonlySet<number>): readonly string[] {
  const all = Array.from({ length: last }, (_, index) => index + 1);
  const known = new Set(all);
  const name = (number: number): string => `AC-${String(number).padStart(3, '0')}`;
  const among = (numbers: Iterable<number>, isWrong: (number: number) => boolean, what: string): readonly string[] =>
    [...numbers].filter(isWrong).map((number) => `${name(number)} ${what}`);
  return [
    ...among(all, (number) => !tested.has(number) && !leftOut.has(number), 'is missing in the list'),
    ...among(tested, (number) => leftOut.has(number), 'is both tested and left out'),
    ...among(tested, (number) => !named.has(number), 'is named by no test'),
    ...among(leftOut.keys(), (number) => named.has(number), 'is left out and yet named by a test'),
    ...among(leftOut.keys(), (number) => leftOut.get(number) === '', 'is left out without a reason'),
    ...among([...named, ...tested, ...leftOut.keys()], (number) => !known.has(number), 'does not exist'),
  ];
}

async function namedByTests(): Promise<ReadonlySet<number>> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const patterns = ['packages/*/src/**/*.test.{ts,tsx}', 'packages/*/src/testing/**/*.ts', 'test/**/*.test.ts'];
  const named = new Set<number>();
  for await (const file of glob(patterns, { cwd: root, exclude: ['test/house/acceptance.test.ts'] })) {
    for (const number of namedBy(await readFile(root + file, 'utf8'))) named.add(number);
  }
  return named;
}

describe('the acceptance list', () => {
  it('has every number, each tested or left out with a reason', async () => {
    const protocol = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
    expect(complaints(readList(protocol), await namedByTests())).toEqual([]);
  });

  it.each([
    ['is not in it', '| AC-001 … AC-171 | x |', '', 'AC-172 is missing in the list'],
    ['is in both tables', '| AC-001 … AC-172 | x |', '| AC-172 | why |', 'AC-172 is both tested and left out'],
    ['no test names', '| AC-001, AC-002 … AC-172 | x |', '', 'AC-172 is named by no test'],
    [
      'is left out and tested',
      '| AC-001, AC-003 … AC-172 | x |',
      '| AC-002 | why |',
      'AC-002 is left out and yet named',
    ],
    [
      'is left out and nobody says why',
      '| AC-001 … AC-171 | x |',
      '| AC-172 |  |',
      'AC-172 is left out without a reason',
    ],
    ['does not exist', '| AC-001 … AC-173 | x |', '', 'AC-173 does not exist'],
  ])('complains of a number that %s', (_what, tested, leftOut, complaint) => {
    const list = readList(
      `\n## 13. List\n\n${tested}\n\n### Left out\n\n${leftOut}\n\n## 14. Rest\n\n| AC-172 | x |\n`,
    );
    const named = new Set(namedBy("// AC-172\nit('AC-001 … AC-171 x', () => {});"));
    expect(complaints(list, named).join('\n')).toContain(complaint);
  });
});
