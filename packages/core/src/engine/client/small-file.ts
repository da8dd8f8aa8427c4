import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';

/** A file of settings or certificates is not larger, bytes. */
const largestFile = 1024 * 1024;

/**
 * Reads a file that should be small.
 *
 * @returns `undefined` when there is none, or something else in its place
 * @throws Error when it is larger than 1 MiB; and whatever else the file system says
 */
export async function readSmallFile(path: string): Promise<string | undefined> {
  try {
    const bytes = await buffer(createReadStream(path, { end: largestFile }));
    if (bytes.length <= largestFile) return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
  throw new Error(`${path} has more than ${largestFile} bytes`);
}
