import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { VictimTask, Word } from './victim-process.ts';

/** What came of a process that may have died. */
export interface Victim {
  /** All that it said before. */
  readonly words: readonly Word[];
  readonly killed: boolean;
}

const program = fileURLToPath(new URL('victim-process.ts', import.meta.url));
/** A bound on one process, ms. */
const longestLife = 60_000;

/**
 * Lets a process do something and perhaps die of it.
 *
 * @param cache where compiled code is kept from one process to the next
 * @throws Error when it ended otherwise: with what it wrote to its standard error
 */
export async function runVictim(task: VictimTask, cache: string): Promise<Victim> {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    timeout: longestLife,
  });
  const [said, failure] = [read(child.stdout), read(child.stderr)];
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const words = said()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Word);
  if (code !== 0 && signal !== 'SIGKILL') {
    throw new Error(`the process of ${task.deed} at ${task.at} ended with ${signal ?? code}: ${failure()}`);
  }
  return { words, killed: signal === 'SIGKILL' };
}

function read(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** The last of what a process said of one kind. */
export function said<Kind extends Word['kind']>(
  { words }: Victim,
  kind: Kind,
): Extract<Word, { readonly kind: Kind }> | undefined {
  return words.findLast((word): word is Extract<Word, { readonly kind: Kind }> => word.kind === kind);
}
