import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { KeyFileProblem } from './problem.ts';

/**
 * Reads a file of which nothing is known but its name.
 *
 * @param most bytes
 * @returns its bytes as latin1, or `undefined` when there is no such file
 * @throws {KeyFileProblem} `too-large`; and whatever else the file system says
 */
export async function readBounded(path: string, most: number): Promise<string | undefined> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    // One byte more than there should be, to see that this is really all.
    const buffer = Buffer.alloc(Math.min(size, most) + 1);
    const length = await fill(file, buffer);
    if (length < buffer.length) return buffer.toString('latin1', 0, length);
  } finally {
    await file.close();
  }
  throw new KeyFileProblem('too-large', `${path} is longer than ${most} bytes`, {
    expected: 'a file that a node of a swarm wrote',
    next: 'Look at what it is. Restore the file from a backup, or let the node leave the swarm and join it again.',
  });
}

async function fill(file: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** Whether the file system said that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
