import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const tool = fileURLToPath(new URL('dockerd-lab', import.meta.url));
/** A test installs nothing. The seconds are for each of a lock, an answer and a clean end. */
const env = { ...process.env, DOCKERD_LAB_INSTALL: '0', DOCKERD_LAB_TIMEOUT: '30' };
const timeoutMs = 120_000;
/** How much of what the tool complains of is kept, its end, in characters. */
const longestComplaint = 4_000;

/** Runs one command of the tool. @returns what it prints @throws Error with what it complains of */
export async function dockerdLab(...parameters: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(tool, parameters, { env, timeoutMs });
  if (code !== 0) throw new Error(`dockerd-lab ${parameters.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** An engine that runs as long as somebody holds it. */
export interface HeldEngine {
  /** The path of its API's socket; its state lies beside that. */
  readonly socket: string;
  /** Ends it and removes its state. A second time does nothing. @throws Error when something is left */
  release(): Promise<void>;
}

/**
 * Starts an engine and waits until it answers. It is held by a pipe from this process to the tool, which takes the
 * engine down when the pipe closes: by `release`, or by any end of this process.
 *
 * @param address a loopback address, for it alone
 * @throws Error with the engine's own reason when it does not start
 */
export async function holdEngine(name: string, address: string): Promise<HeldEngine> {
  // In a session of its own it does not hear Ctrl-C, and can do its work after it.
  const keeper = spawn(tool, ['hold', name, '--addr', address], { env, detached: true, stdio: 'pipe' });
  let complaints = '';
  keeper.stderr.setEncoding('utf8').on('data', (words: string) => {
    complaints = (complaints + words).slice(-longestComplaint);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    keeper.once('error', reject).once('close', resolve);
  });
  // One that has ended takes no input: its exit code says why.
  keeper.stdin.on('error', () => undefined);

  const socket = await Promise.race([firstLine(keeper.stdout), ended.then(() => undefined)]);
  if (socket === undefined) throw new Error(`${name} did not start: ${complaints}`);
  return {
    socket,
    release: async () => {
      keeper.stdin.end();
      if ((await ended) !== 0) throw new Error(`${name} was not removed: ${complaints}`);
    },
  };
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  const [line] = (await once(createInterface({ input }), 'line')) as [string];
  return line;
}
