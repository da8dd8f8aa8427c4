import { FileProblem } from './problem.ts';
import { readRegularFile } from './regular-file.ts';

/**
 * Reads a file of our own, where there is one.
 *
 * @param most bytes
 * @returns its bytes as latin1
 * @throws {FileProblem} `not-readable`, `not-regular`, `too-large`
 */
export async function readBounded(
  path: string,
  most: number,
  { followLink = true }: { readonly followLink?: boolean } = {},
): Promise<string | undefined> {
  try {
    const { bytes } = await readRegularFile(path, { most, followLink });
    return bytes.toString('latin1');
  } catch (error) {
    if (error instanceof FileProblem && error.code === 'missing') return undefined;
    throw error;
  }
}
