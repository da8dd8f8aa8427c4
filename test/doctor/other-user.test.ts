import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDataRoot } from '../../packages/core/src/testing/data-root.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

/** Nobody: a user who owns nothing. */
const nobody = 65_534;
const missing = process.getuid?.() === 0 ? undefined : 'becoming another user needs root';
const doctor = new URL('../../packages/core/src/doctor/', import.meta.url);

/** Loads what it needs, becomes nobody, and looks at a data root. */
const program = `
  const [{ readDataRoot }, { judgeDataRoot }] = await Promise.all([
    import('${new URL('data-root/read-data-root.ts', doctor).href}'),
    import('${new URL('data-root/judge-data-root.ts', doctor).href}'),
  ]);
  process.setgroups([]); process.setgid(${nobody}); process.setuid(${nobody});
  try {
    const { findings } = judgeDataRoot(await readDataRoot(process.argv[1]), ${Date.UTC(2026, 10, 24, 12)});
    console.log(findings.map(({ code, place }) => code + ' ' + place.source.split('/').at(-1)).join('\\n'));
  } catch (error) { console.log(error.code + ': ' + error.next); }
`;

async function asNobody(path: string): Promise<string> {
  const parameters = ['--no-warnings', '--input-type=module', '-e', program, path];
  const { code, stdout, stderr } = await run(process.execPath, parameters);
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

describe.skipIf(missing)('a data root, for somebody who may not read it', () => {
  it('is not taken for an empty one', async () => {
    await using written = await writeDataRoot({ role: 'manager' });
    await using folder = await temporaryDirectory();
    await chmod(dirname(written.path), 0o755);
    const closed = 'not-readable: Ask as root, or of a copy that is yours.';
    expect(await asNobody(written.path)).toBe(closed);
    expect(await asNobody(dirname(written.path))).toBe(closed);
    await mkdir(`${folder.path}/swarm`, { mode: 0o700 });
    await chmod(folder.path, 0o755);
    expect(await asNobody(folder.path)).toBe(closed);

    // What is open is looked at: of all else it is said that it was not.
    await chmod(written.path, 0o755);
    expect((await asNobody(written.path)).split('\n').toSorted()).toEqual([
      'loose-mode swarm',
      'not-looked-at docker-state.json',
      'not-looked-at raft',
      'not-looked-at state.json',
      'not-looked-at swarm-node.key',
    ]);
    await chmod(`${written.path}/certificates`, 0o700);
    expect(await asNobody(written.path)).toBe(closed);
  });
});
