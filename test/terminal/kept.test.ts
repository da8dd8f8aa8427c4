import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import { expectWhole } from '../tools/whole.ts';

const program = programOfFile();

const fileOf = ({ directory }: LabUser): string => join(directory, 'data', 'swarmpki', 'learned.json');

async function withLab(): Promise<LabUser> {
  const user = await LabUser.arrive(program.path);
  await user.prints('init', '--listen-addr', '127.0.0.1:0');
  return user;
}

describe.concurrent('what is kept from one time to the next', () => {
  it('is what one expected of an attack', async () => {
    await using user = await withLab();
    for (const isFirst of [true, false]) {
      await using terminal = user.terminal([], { columns: 100, rows: 30 });
      await terminal.shows('Nodes 1 of 1');
      terminal.press('6');
      await terminal.shows('Wrong digest in a token');
      if (isFirst) terminal.press('right', 'right');
      await terminal.shows(/\(•\)/);
      expectWhole(terminal.grid);
      terminal.press('q');
      await terminal.ended();
    }
    const kept = JSON.parse(await readFile(fileOf(user), 'utf8')) as { readonly predictions: unknown };
    expect(kept.predictions).toEqual({ 'wrong-digest': 1 });
  });

  const evil = String.raw`\u001b[2J\u001b]0;evil\u0007\u202e\n`;
  it.each([
    ['of another shape', '{"done":[["first-swarm",1]],"predictions":{"wrong-digest":{"toString":1}}}'],
    [
      'with escapes',
      `{"done":{"${evil}":1,"first-swarm":"${evil}"},"predictions":{"${evil}":0,"wrong-digest":"${evil}"}}`,
    ],
    ['with numbers of no step', '{"done":{"first-swarm":1e308},"predictions":{"wrong-digest":-1}}'],
    ['of another object’s making', '{"__proto__":{"done":{"a":1}},"constructor":{"prototype":{"done":1}}}'],
    ['that is huge', `{"done":{"first-swarm":1},"x":"${'x'.repeat(5_000_000)}"}`],
    ['of raw bytes', '\u001b[2J\u001b]0;evil\u0007\u0000'],
    ['behind a link', undefined],
  ])('passes a file over %s', async (_, contents) => {
    await using user = await withLab();
    await mkdir(join(fileOf(user), '..'), { recursive: true });
    const elsewhere = join(user.directory, 'elsewhere');
    const others = '{"done":{"first-swarm":3},"predictions":{"wrong-digest":1}}';
    await writeFile(contents === undefined ? elsewhere : fileOf(user), contents ?? others);
    if (contents === undefined) await symlink(elsewhere, fileOf(user));
    await using terminal = user.terminal([], { columns: 80, rows: 24 });
    await terminal.shows('Nodes 1 of 1');
    terminal.press('7');
    await terminal.shows('First swarm');
    expectWhole(terminal.grid);
    expect(terminal.text).not.toContain('✔ 1 First swarm');
    terminal.press('6');
    await terminal.shows('Wrong digest in a token');
    expectWhole(terminal.grid);
    expect(terminal.text).not.toContain('(•)');
    terminal.press('right');
    await terminal.shows(/\(•\)/);
    expect(terminal.written).not.toContain('evil');
    terminal.press('q');
    await terminal.ended();
    expect(JSON.parse(await readFile(fileOf(user), 'utf8'))).toMatchObject({ predictions: { 'wrong-digest': 0 } });
    if (contents === undefined) expect(await readFile(elsewhere, 'utf8')).toBe(others);
  });
});
