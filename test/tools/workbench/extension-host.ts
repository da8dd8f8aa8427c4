import { glob, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { eventually } from '../eventually.ts';
import { temporaryDirectory } from '../swarm.ts';
import { Workbench } from './workbench.ts';
import type { WorkbenchOptions } from './workbench.ts';

/** How a test went that ran in the extension host. */
export interface HostResult {
  readonly name: string;
  /** With its stack; `undefined` when it passed. */
  readonly error: string | undefined;
}

/** It looks for files of its own, so it is taken as it is, from where it lies. */
const mocha = createRequire(import.meta.url).resolve('mocha');
const host = fileURLToPath(new URL('../../vscode/host', import.meta.url));
/** For all suites together, ms. */
const mostMs = 120_000;

/**
 * Runs the suites of `test/vscode/host` inside VS Code's extension host.
 *
 * @throws Error when VS Code did not run them to their end
 */
export async function runInExtensionHost(options: WorkbenchOptions): Promise<readonly HostResult[]> {
  await using directory = await temporaryDirectory();
  await buildSuites(directory.path);
  const results = join(directory.path, 'results.json');
  await using workbench = await Workbench.open({
    ...options,
    env: { ...options.env, SWARMPKI_HOST_RESULTS: results },
    extensionTests: join(directory.path, 'main.cjs'),
  });
  const code = await eventually('the suites have ended', () => workbench.testsExit, { timeoutMs: mostMs });
  const text = await readFile(results, 'utf8').catch((error: unknown) => {
    throw new Error(`VS Code ended them with ${code}: ${workbench.console.slice(-30).join('\n')}`, { cause: error });
  });
  return JSON.parse(text) as HostResult[];
}

/** Builds what runs in the extension host, as VS Code wants it: CommonJS. */
async function buildSuites(outdir: string): Promise<void> {
  const suites: string[] = [];
  for await (const name of glob('suites/*.ts', { cwd: host })) suites.push(join(host, name));
  await build({
    entryPoints: [join(host, 'main.ts'), ...suites],
    outbase: host,
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', mocha],
    alias: { mocha },
  });
}
