import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A program that tests run in processes of its own, again and again. */
export interface Program {
  readonly path: string;
  /** Where its compiled code is kept from one process to the next. */
  readonly cache: string;
}

/** What came of a process that may have been killed. */
export interface Ended<Word> {
  /** All that it said, one JSON text a line. */
  readonly words: readonly Word[];
  readonly killed: boolean;
}

/** A bound on one process, ms. */
const longestLife = 60_000;

/**
 * Makes one file of a program, since starting is most of what its processes do.
 *
 * @param name of its source, in this folder
 * @param directory for what is made of it
 */
export async function makeProgram(name: string, directory: string): Promise<Program> {
  const path = join(directory, name.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return { path, cache: join(directory, 'cache') };
}

/**
 * Runs a program that may be killed, by itself or by whoever hears what it says.
 *
 * @param task its only argument, as JSON
 * @param hear gets every word as it comes, and first of all nothing; and what kills the process
 * @throws Error when it ended in any other way: with what it wrote to its standard error
 */
export async function runProgram<Word>(
  { path, cache }: Program,
  task: unknown,
  hear: (word: Word | undefined, kill: () => void) => void = () => undefined,
): Promise<Ended<Word>> {
  const child = spawn(process.execPath, [path, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    timeout: longestLife,
  });
  const kill = (): void => void child.kill('SIGKILL');
  const words: Word[] = [];
  hear(undefined, kill);
  // Whatever it said before it died is in the pipe, and is read to the end.
  createInterface(child.stdout).on('line', (line) => {
    const word = JSON.parse(line) as Word;
    words.push(word);
    hear(word, kill);
  });
  const complaints: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code !== 0 && signal !== 'SIGKILL') {
    throw new Error(`the process ended with ${signal ?? code}: ${Buffer.concat(complaints).toString()}`);
  }
  return { words, killed: signal === 'SIGKILL' };
}
