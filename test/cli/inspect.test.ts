import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { formatJoinToken } from '../../packages/core/src/token/join-token.ts';
import { RunningProgram } from '../tools/program.ts';
import { run } from '../tools/run.ts';
import type { RunResult } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

const program = fileURLToPath(new URL('../../packages/tui/src/cli/main.ts', import.meta.url));

function inspect(words: readonly string[], input: string): Promise<RunResult> {
  return run(process.execPath, ['--no-warnings', program, 'inspect', ...words], { input });
}

describe('the program, inspecting', () => {
  it('reads what is piped in, and repeats no secret', async () => {
    const token = formatJoinToken(new Uint8Array(32).fill(9), new Uint8Array(16).fill(8));
    const { code, stdout, stderr } = await inspect(['-'], `TOKEN=${token}\n`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('warning token-in-text (line 1)');
    expect(stdout).not.toContain(token.slice(-25));
    // No terminal, no colours.
    expect(stdout).not.toContain('\u001b');
  });

  it('goes on with --watch, and says what has come and gone', async () => {
    await using directory = await temporaryDirectory();
    const now = Date.now();
    const root = await makeRoot(now - 3_600_000 * 24 * 100);
    const old = await makeLeaf(root, {}, { notBefore: now - 2_000_000, notAfter: now - 1_000_000 });
    const renewed = await makeLeaf(root, {}, { notBefore: now - 2_000_000, notAfter: now + 90_000_000 });
    const path = join(directory.path, 'node.crt');
    await writeFile(path, old.pem);
    await using running = new RunningProgram(['inspect', '--watch', directory.path]);
    await running.says(/error expired[^]*watching /);
    await writeFile(join(directory.path, '.new'), renewed.pem);
    await rename(join(directory.path, '.new'), path);
    await running.says(/\n- expired .*node\.crt: The certificate of worker/);
    expect(await running.interrupt()).not.toBe(0);
  });
});
