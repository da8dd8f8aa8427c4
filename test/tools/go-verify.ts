import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

/** Why tests with Go cannot run here, if they cannot; for `describe.skipIf`. */
export const goMissing =
  spawnSync('go', ['version']).status === 0 ? undefined : 'there is no go on the PATH (Debian: golang-go)';

/** A leaf with all that is known besides; certificates are DER. */
export interface GoCase {
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  /** ms since epoch */
  readonly at: number;
  /** Empty for any. */
  readonly usages: readonly ('serverAuth' | 'clientAuth' | 'codeSigning' | 'emailProtection')[];
  readonly name?: string | undefined;
}

export interface GoVerdict {
  readonly ok: boolean;
  /** How many there are, if there are some. */
  readonly chains: number;
  /** Go's error, or empty. */
  readonly error: string;
}

/** Go's verifier, made into a program in a directory of its own. */
export interface GoVerifier extends AsyncDisposable {
  judge(cases: readonly GoCase[]): Promise<readonly GoVerdict[]>;
}

/** @throws Error when it cannot be compiled */
export async function compileGoVerifier(): Promise<GoVerifier> {
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-go-'));
  const dispose = (): Promise<void> => rm(directory, { recursive: true });
  const program = join(directory, 'go-verify');
  // Nothing of the user's settings, and nothing from the network.
  const env = {
    PATH: process.env['PATH'],
    GOCACHE: join(directory, 'cache'),
    GOPROXY: 'off',
    GO111MODULE: 'off',
    CGO_ENABLED: '0',
  };
  const source = fileURLToPath(new URL('go-verify/main.go', import.meta.url));
  const { code, stderr } = await run('go', ['build', '-o', program, source], { env, timeoutMs: 180_000 });
  if (code !== 0) {
    await dispose();
    throw new Error(`go build: ${stderr}`);
  }
  return {
    judge: async (cases) => {
      const result = await run(program, [], { input: JSON.stringify(cases.map(encoded)) });
      if (result.code !== 0) throw new Error(`go-verify: ${result.stderr}`);
      return JSON.parse(result.stdout) as readonly GoVerdict[];
    },
    [Symbol.asyncDispose]: dispose,
  };
}

function encoded({ leaf, intermediates, roots, at, usages, name = '' }: GoCase): unknown {
  const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
  return { leaf: base64(leaf), intermediates: intermediates.map(base64), roots: roots.map(base64), at, usages, name };
}
