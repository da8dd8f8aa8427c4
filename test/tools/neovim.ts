import { spawnSync } from 'node:child_process';
import { run } from './run.ts';

/** Why tests with Neovim cannot run here, if they cannot; for `describe.skipIf`. */
export const neovimMissing = whyNoNeovim();

function whyNoNeovim(): string | undefined {
  const { status, stdout } = spawnSync('nvim', ['--version'], { encoding: 'utf8' });
  if (status !== 0) return 'there is no nvim on the PATH';
  return /^NVIM v0\.[1-6]\./.test(stdout) ? 'nvim has to be 0.7 or newer' : undefined;
}

/**
 * Runs a Lua script in a Neovim that shows nothing and knows nobody's settings.
 *
 * @param env what the script reads
 * @returns what it prints, read as JSON
 */
export async function neovim(script: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const flags = ['--headless', '--clean', '-n', '-i', 'NONE', '-c', `luafile ${script}`];
  const { code, stdout, stderr } = await run('nvim', flags, { env: { ...process.env, ...env }, timeoutMs: 50_000 });
  if (code !== 0) throw new Error(`nvim ended with ${code}: ${stderr}${stdout}`);
  // What is printed without a screen goes to the standard error.
  const line = `${stdout}\n${stderr}`.split('\n').find((each) => each.trim().startsWith('{'));
  if (line === undefined) throw new Error(`nvim printed no answer: ${stderr}${stdout}`);
  return JSON.parse(line);
}
