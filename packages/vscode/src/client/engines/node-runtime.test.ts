import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNode } from './node-runtime.ts';

describe('the Node.js that labs run by', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'swarmpki-node-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** A program that answers as it is told. @returns its path */
  async function program(name: string, answer: string): Promise<string> {
    const path = join(directory, name);
    await writeFile(path, `#!/bin/sh\nprintf '%s' '${answer}'\n`);
    await chmod(path, 0o755);
    return path;
  }
  const find = (named: string, environment: NodeJS.ProcessEnv = {}): Promise<string> =>
    findNode(named, directory, { PATH: '/no/such/directory', ...environment });

  it('is the one that is named, by its own word for where it is', async () => {
    expect(await find(process.execPath)).toBe(process.execPath);
  });

  it('is found on the PATH, whatever is preloaded there', async () => {
    const path = [join(process.execPath, '..'), '/usr/bin'].join(delimiter);
    expect(await find('', { PATH: path, NODE_OPTIONS: '--no-such-flag' })).toBe(process.execPath);
  });

  it.each([
    ['22.21.1', '', 'old-node'],
    ['18.0.0', '', 'old-node'],
    ['twenty-four', '', 'old-node'],
    ['24.1.0', '39.0.0', 'not-node'],
  ])('is none of those that it cannot be: %s %s', async (version, electron, code) => {
    const path = await program('node', JSON.stringify([version, electron, '/usr/bin/node']));
    await expect(find(path)).rejects.toMatchObject({ code, next: expect.stringContaining('swarmpki.nodePath') });
  });

  it.each(['22.22.0', '23.0.0', '24.21.0'])('may be any that is new enough: %s', async (version) => {
    expect(await find(await program('node', JSON.stringify([version, '', '/usr/bin/node'])))).toBe('/usr/bin/node');
  });

  it.each(['{}', '[1,2,3]', '["24.0.0","","node"]', 'usage: $(rm)'])(
    'answers as Node.js does: not %s',
    async (said) => {
      await expect(find(await program('odd', said))).rejects.toMatchObject({ code: 'not-node' });
    },
  );

  it('is not looked for where there is none, and never beside what is open', async () => {
    await expect(find('/no/such/node')).rejects.toMatchObject({
      code: 'no-node',
      message: 'there is no /no/such/node',
    });
    await expect(find('')).rejects.toMatchObject({ code: 'no-node', message: 'there is no Node.js on the PATH' });
    await expect(find('node')).rejects.toMatchObject({ code: 'no-node', expected: expect.stringContaining('path') });
  });
});
