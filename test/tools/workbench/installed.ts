import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The VS Codes that tests open. */
export type WorkbenchVersion = 'current' | 'oldest';

/** One that `test/tools/install-workbench` has installed. */
export interface InstalledWorkbench {
  /** `1.139.1` */
  readonly version: string;
  /** The server's program, and the Node that it runs on. */
  readonly program: string;
  readonly node: string;
}

const home = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'swarmpki-workbench');

/** Debian's browser, which shows the workbench; empty where there is none. */
export const chromium =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'chromium'))
    .find(existsSync) ?? '';

/** @throws Error where it is missing */
export function installedWorkbench(name: WorkbenchVersion): InstalledWorkbench {
  const directory = directoryOf(name);
  const { version } = JSON.parse(readFileSync(join(directory, 'vscode/product.json'), 'utf8')) as { version: string };
  const node = join(directory, 'node');
  return {
    version,
    program: join(directory, 'vscode/out/server-main.js'),
    node: existsSync(node) ? node : process.execPath,
  };
}

function directoryOf(name: WorkbenchVersion): string {
  const from = fileURLToPath(new URL('../../../tools/workbench', import.meta.url));
  const madeOf = ['spdlog.cjs', `${name}/package-lock.json`].map((file) => readFileSync(join(from, file)));
  return join(home, hash('sha256', Buffer.concat(madeOf), 'hex').slice(0, 16));
}

/** Why tests cannot open VS Code here, if they cannot; for `describe.skipIf`. */
export function whyNoWorkbench(name: WorkbenchVersion): string | undefined {
  if (process.platform !== 'linux') return 'the workbench of the tests runs on Linux';
  if (Number(process.versions.node.split('.')[0]) < 24) return 'the workbench needs Node 24';
  if (chromium === '') return 'there is no chromium on the PATH';
  if (!existsSync(directoryOf(name))) return 'there is no VS Code: test/tools/install-workbench';
  return undefined;
}

export const workbenchMissing = whyNoWorkbench('current');
