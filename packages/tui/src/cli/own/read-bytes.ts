import { resolve } from 'node:path';
import type { OwnContext } from './own-command.ts';

/** More than any list of certificates has, bytes. */
const largestInput = 8 * 1024 * 1024;

/**
 * Reads a file that others may have put there, or what is piped in.
 *
 * @param path `-` for what is piped in
 * @throws {Problem} when it cannot be read, is no regular file, or is too long
 */
export async function readBytes(path: string, { input, workingDirectory }: OwnContext): Promise<Uint8Array> {
  if (path === '-') return readPiped(input);
  const { readRegularFile } = await import('@swarmpki/core/files');
  return (await readRegularFile(resolve(workingDirectory, path), { most: largestInput, followLink: true })).bytes;
}

async function readPiped(input: OwnContext['input']): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of input) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    length += bytes.length;
    if (length > largestInput) throw new Error(`what is piped in is longer than ${largestInput} bytes`);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
