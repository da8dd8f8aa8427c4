import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { products } from '../../scripts/build.ts';
import { mutating } from '../tools/mutation.ts';
import type { Mutation } from '../tools/mutation.ts';
import { run } from '../tools/run.ts';
import type { RunResult } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

/** Something that is switched off in a test build. */
interface Switch extends Mutation {
  /** The step that has to notice. */
  readonly step: string;
}

const mutations: readonly Switch[] = [
  {
    what: 'signing: whatever is put under a certificate, it is no signature of the CA',
    file: 'x509/leaf.ts',
    original: 'const signature = sign(this.#algorithm.digest, tbs, this.#issuer.key);',
    mutant: 'const signature = sign(this.#algorithm.digest, tbs.subarray(1), this.#issuer.key);',
    step: 'A swarm is created',
  },
  {
    what: 'the digest check',
    file: 'node/download-root.ts',
    original: 'if (found === digest) return;',
    mutant: 'if (found !== "") return;',
    step: 'A node with the token of another swarm stays out',
  },
  {
    what: 'a new id for every node',
    file: 'swarm/issue.ts',
    original: 'return member ? renew(state, member.nodeId, request.csr, context)',
    mutant: 'return member ? join(state, { ...request, token: state.secrets.workerToken ?? "" }, context)',
    step: 'Every node renews its certificate',
  },
  {
    what: 'the cross-signed root behind new leaves',
    file: 'manager/signing.ts',
    original: 'intermediates: rotation.crossSignedCaCert }',
    mutant: "intermediates: '' }",
    step: 'The root is rotated under live sessions',
  },
  {
    what: 'new tokens after a rotation',
    file: 'swarm/reconcile.ts',
    original: '...newJoinTokens(rotation.caCert, cluster.fips, context),',
    mutant: '...[],',
    step: 'The root is rotated under live sessions',
  },
  {
    what: 'the refusal of certificates',
    file: 'wire/peer.ts',
    original: "verifyChain(leaf, { ...judgement, intermediates, purpose: 'clientAuth' });",
    mutant: 'void [intermediates, judgement];',
    step: 'A certificate of the old root is refused',
  },
  {
    what: 'the refusal of tokens',
    file: 'swarm/tokens.ts',
    original: "if (isSame(token, secrets.workerToken)) return 'worker';",
    mutant: "if (token !== '' || isSame(token, secrets.workerToken)) return 'worker';",
    step: 'The join token from before is refused',
  },
  {
    what: 'forgetting the cross-signed root when the rotation is over',
    file: 'manager/signing.ts',
    original: 'this.#material === undefined || !sameRootMaterial(this.#material, material)',
    mutant: 'this.#material === undefined || material.rootCa.rotation !== undefined',
    step: 'The next ordinary renewal leaves one certificate in the file',
  },
];

/** Builds the program and runs it, in a directory of its own for temporary files too. */
async function runProgram(
  parameters: readonly string[],
  mutation?: Mutation,
): Promise<RunResult & { readonly left: readonly string[] }> {
  await using directory = await temporaryDirectory();
  const { plugins } = products.tui;
  await build({
    ...products.tui,
    outdir: directory.path,
    plugins: mutation ? [...plugins, mutating(mutation)] : plugins,
  });
  const env = { ...process.env, TMPDIR: directory.path };
  const result = await run(process.execPath, [join(directory.path, 'main.js'), ...parameters], { env });
  const left = (await readdir(directory.path)).filter((name) => name.startsWith('swarmpki-'));
  return { ...result, left };
}

describe('swarmpki tour', () => {
  it('goes through nine steps, exits with 0, and leaves nothing behind', async () => {
    const { code, stdout, stderr, left } = await runProgram(['tour']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.match(/^\d\/9 .+$/gm)).toHaveLength(9);
    expect(stdout).toContain('All of it held');
    expect(left).toEqual([]);
  });

  it('prints no secret and no control characters on a pipe', async () => {
    const { stdout } = await runProgram(['tour', '--plain']);
    expect(stdout).not.toMatch(/SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}/);
    expect(stdout).toContain('[secret of 25 characters]');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it.each([
    ['1', false],
    ['', true],
  ])('has colours on a terminal unless NO_COLOR, here %j, takes them away', async (NO_COLOR, hasColours) => {
    await using directory = await temporaryDirectory();
    await build({ ...products.tui, outdir: directory.path });
    // Where these tests run, others than a person may be named as the reader.
    const { FORCE_COLOR: _force, CI: _ci, ...others } = process.env;
    const env = { ...others, TMPDIR: directory.path, TERM: 'xterm-256color', NO_COLOR };
    const command = `${process.execPath} ${join(directory.path, 'main.js')} tour`;
    const { stdout } = await run('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env });
    expect(stdout).toContain('All of it held');
    expect(stdout.includes('\u001b[32m')).toBe(hasColours);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends at once on %s with %i, says so, and leaves nothing behind', async (signal, code) => {
    await using directory = await temporaryDirectory();
    await build({ ...products.tui, outdir: directory.path });
    const env = { ...process.env, TMPDIR: directory.path };
    const child = spawn(process.execPath, [join(directory.path, 'main.js'), 'tour'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (!output.includes('4/9') && `${output}${chunk}`.includes('4/9')) child.kill(signal);
      output += chunk;
    });
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(code);
    expect(output).toContain('Interrupted. The lab is closed, and its directory removed.');
    expect(output).not.toContain('All of it held');
    expect((await readdir(directory.path)).filter((name) => name.startsWith('swarmpki-'))).toEqual([]);
  });

  it.each(mutations)('stops at "$step" and exits with 1 where this is switched off: $what', async (mutation) => {
    const { code, stdout, left } = await runProgram(['tour'], mutation);
    expect(stdout).toMatch(new RegExp(`The tour stopped at step \\d, "${mutation.step}": `));
    expect(code).toBe(1);
    expect(left).toEqual([]);
  });
});

describe('swarmpki', () => {
  it('tells its version, explains itself, and says what it does not know', async () => {
    const { version } = JSON.parse(
      await readFile(new URL('../../packages/tui/package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    expect(await runProgram(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
    const { stdout: help } = await runProgram(['--help']);
    expect(help).toMatch(/^ {2}tour +A swarm, made, renewed and rotated/m);
    expect(await runProgram([])).toMatchObject({ code: 0, stdout: help });
    expect(await runProgram(['conquer'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown command: swarmpki conquer'),
    });
    expect(await runProgram(['--conquer'])).toMatchObject({
      code: 125,
      stderr: expect.stringContaining('unknown flag: --conquer'),
    });
  });
});
