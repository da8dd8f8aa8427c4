import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

/** Why tests with openssl cannot run here, if they cannot. */
export const opensslMissing = spawnSync('openssl', ['version']).status === 0 ? undefined : 'there is no openssl';

/** A certificate as `openssl x509 -text` prints it. @param pem one certificate */
export async function opensslText(pem: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await run('openssl', ['x509', '-text', '-noout'], { input: pem });
  if (code !== 0) throw new Error(`openssl x509 failed: ${stderr}`);
  return stdout.split('\n').map((line) => line.trimEnd());
}

/** Verifies a chain with openssl, given nothing but the certificates named. All PEM. */
export async function opensslVerify(
  chain: { readonly leaf: string; readonly untrusted?: string; readonly roots: string },
  ...flags: readonly string[]
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-openssl-'));
  try {
    const file = async (name: string, pem: string): Promise<string> => {
      await writeFile(join(directory, name), pem);
      return join(directory, name);
    };
    const untrusted = chain.untrusted ? ['-untrusted', await file('untrusted.pem', chain.untrusted)] : [];
    const roots = ['-no-CApath', '-CAfile', await file('roots.pem', chain.roots)];
    const { code, stdout, stderr } = await run('openssl', [
      'verify',
      ...flags,
      ...roots,
      ...untrusted,
      await file('leaf.pem', chain.leaf),
    ]);
    return { ok: code === 0, output: stdout + stderr };
  } finally {
    await rm(directory, { recursive: true });
  }
}
