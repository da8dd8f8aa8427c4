import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const most = 400;

it(`no source file has more than ${most} lines`, async () => {
  const long: string[] = [];
  for await (const file of glob(['packages/*/src/**/*.{ts,tsx}', 'scripts/*'], { cwd: root })) {
    // What is generated is written by nobody, and a table of cases is no thought.
    if (/\/gen\/|\.test\./.test(file)) continue;
    const lines = (await readFile(root + file, 'utf8')).split('\n').length - 1;
    if (lines > most) long.push(`${file}: ${lines}`);
  }
  expect(long).toEqual([]);
});
