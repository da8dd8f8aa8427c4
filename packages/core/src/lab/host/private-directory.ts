import { mkdir } from 'node:fs/promises';

/** Makes a directory for its owner alone; one that is there already stays as it is. */
export async function makePrivate(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
