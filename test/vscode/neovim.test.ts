import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { builtServer } from '../tools/built-program.ts';
import { neovim, neovimMissing } from '../tools/neovim.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

const script = fileURLToPath(new URL('neovim.lua', import.meta.url));

describe.skipIf(neovimMissing)('Neovim, as a client of the language server', () => {
  it('hovers, lists symbols, is pushed diagnostics, and carries out an action', async () => {
    await using server = await builtServer();
    await using directory = await temporaryDirectory();
    const now = Date.now();
    const root = await makeRoot(now);
    const leaf = await makeLeaf(root, { nodeId: 'k2f0'.padEnd(25, '0') }, { notBefore: now - 3_600_000 });
    const file = join(directory.path, 'bundle.crt');
    await writeFile(file, leaf.pem + root.pem);
    const answers = await neovim(script, {
      SERVER_NODE: process.execPath,
      SERVER: server.path,
      DOCUMENT: file,
      ACTION: 'Leave the root out',
    });
    expect(answers).toMatchObject({
      hover: { contents: { value: expect.stringContaining('certificate of a swarm worker') } },
      symbols: [{ name: expect.stringMatching(/^worker k2f0…/) }, { name: expect.stringMatching(/^swarm root/) }],
      diagnostics: [{ line: leaf.pem.split('\n').length - 1, column: 0, code: 'needless-root' }],
      actions: ['Leave the root out'],
      text: leaf.pem,
      stopped: true,
    });
  });
});
