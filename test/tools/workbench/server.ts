import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';
import { run } from '../run.ts';
import { dialledIn, watchDialling } from './dialled.ts';
import type { Dialled } from './dialled.ts';
import type { InstalledWorkbench } from './installed.ts';

export interface ServerOptions {
  readonly installed: InstalledWorkbench;
  /** An existing directory of its own: home, runtime files, data. */
  readonly directory: string;
  /** Without it VS Code asks of each folder whether it is trusted, and is restricted until then. */
  readonly trusted: boolean;
  /** An extension to install, `.vsix`. */
  readonly vsix?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** VS Code's server: it serves the workbench, and has the extension host and what that starts below it. */
export interface WorkbenchServer extends AsyncDisposable {
  /** `127.0.0.1:40123` */
  readonly authority: string;
  /** Commands of the processes below it, and its own. */
  processes(): Promise<readonly string[]>;
  /** What it has printed. */
  readonly said: () => string;
  /** Which of its processes were watched, and whom they turned to outside this machine. */
  dialled(): Promise<Dialled>;
}

/**
 * Starts a server on a free port of the loopback, in a process group of its own.
 *
 * Ended, it fails when a process of that group has to be killed: an extension host or a language server that was left behind.
 */
export async function startServer(options: ServerOptions): Promise<WorkbenchServer> {
  const { installed, directory, trusted, vsix } = options;
  const env = await environment(directory, options.env);
  const data = ['--server-data-dir', join(directory, 'data')];
  if (vsix !== undefined) {
    const parameters = [installed.program, ...data, '--install-extension', vsix];
    const { code, stdout, stderr } = await run(installed.node, parameters, { env });
    if (code !== 0 || !stdout.includes('successfully installed')) throw new Error(`${stdout}${stderr}`.slice(-2_000));
  }
  const flags = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'];
  const forTests = ['--telemetry-level', 'off', '--enable-smoke-test-driver'];
  const trust = trusted ? ['--disable-workspace-trust'] : [];
  const child = spawn(installed.node, [installed.program, ...flags, ...data, ...forTests, ...trust], {
    env,
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-200_000)));
  }
  const group = child.pid ?? 0;
  try {
    const port = await eventually('VS Code listens', (note) => {
      if (child.exitCode !== null) throw new Error('it has ended');
      return /listening on (\d+)/.exec(note(said))?.[1];
    });
    return {
      authority: `127.0.0.1:${port}`,
      processes: () => membersOf(group),
      said: () => said,
      dialled: () => dialledIn(directory),
      [Symbol.asyncDispose]: () => end(child, group),
    };
  } catch (error) {
    await end(child, group);
    throw error;
  }
}

async function environment(directory: string, more: ServerOptions['env']): Promise<NodeJS.ProcessEnv> {
  const [home, runtime] = [join(directory, 'home'), join(directory, 'run')];
  await mkdir(home, { recursive: true });
  await mkdir(runtime, { recursive: true, mode: 0o700 });
  const inherited = Object.entries(process.env).filter(([name]) => /^(PATH|LANG|LC_.*|TZ)$/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    // Nobody is asked for extensions.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...watchDialling(directory),
    ...more,
  };
}

async function end(child: ChildProcess, group: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill();
    await once(child, 'exit');
  }
  try {
    await eventually('all that VS Code started has ended', async (note) =>
      note(await membersOf(group)).length === 0 ? true : undefined,
    );
  } catch (error) {
    process.kill(-group, 'SIGKILL');
    throw error;
  }
}

/** Commands of a group's processes. */
async function membersOf(group: number): Promise<readonly string[]> {
  const commands: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      // What comes behind the name, which may hold anything: state, parent, group.
      const [state, , of] = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
      if (Number(of) !== group || state === 'Z') continue;
      commands.push((await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim());
    } catch (error) {
      // It has ended meanwhile.
      if (!/ENOENT|ESRCH/.test(String(error))) throw error;
    }
  }
  return commands;
}
