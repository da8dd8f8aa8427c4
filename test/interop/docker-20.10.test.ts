import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { differenceOf, differences, subjects } from './docker-20.10.ts';
import { differences as labDifferences } from './lab-and-engine-differences.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

describe('the tables of what Docker 20.10 does otherwise', () => {
  it('names for each row a paragraph that there is', async () => {
    const protocol = await readFile(`${here}../../docs/protocol.md`, 'utf8');
    for (const { paragraph } of [...differences, ...labDifferences])
      expect(protocol).toMatch(new RegExp(`^### ${paragraph.replace('.', '\\.')} `, 'm'));
  });

  it('has no subject that no test compares', async () => {
    let tests = '';
    for await (const file of glob('*.test.ts', { cwd: here })) tests += await readFile(here + file, 'utf8');
    for (const subject of subjects) expect(tests).toContain(`'${subject}'`);
    for (const { story } of labDifferences) expect(tests).toContain(`compare('${story}'`);
  });

  it.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ['nothing', ['a', 'b'], ['a', 'b'], [], []],
    ['what is added', ['a', 'x', 'b'], ['a', 'b'], ['x'], []],
    ['what is missing', ['a'], ['a', 'b'], [], ['b']],
    ['what is changed, at the end too', ['a', 'x', 'c', 'z'], ['a', 'y', 'c'], ['x', 'z'], ['y']],
    ['another order', ['a', 'b'], ['b', 'a'], ['a'], ['a']],
  ])('tells two texts apart by %s', (_what, ours, docker, onlyOurs, onlyDocker) => {
    expect(differenceOf({ ours, docker })).toEqual({ ours: onlyOurs, docker: onlyDocker });
  });
});
