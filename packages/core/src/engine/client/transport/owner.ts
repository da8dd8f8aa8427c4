import { stat } from 'node:fs/promises';
import { modeText } from '../../../mode-text.ts';
import { readSmallFile } from '../small-file.ts';

interface Owner {
  /** The name; the number, where it has none. */
  readonly user: string;
  readonly group: string;
  /** Octal: `0660`. */
  readonly mode: string;
}

/** To whom a file belongs; `undefined` where one may not even ask. */
export async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    const { uid, gid, mode } = await stat(path);
    const [user, group] = await Promise.all([nameOf(uid, '/etc/passwd'), nameOf(gid, '/etc/group')]);
    return { user, group, mode: modeText(mode) };
  } catch {
    // It is said with an error, which has its own reason.
    return undefined;
  }
}

async function nameOf(id: number, database: string): Promise<string> {
  const lines = (await readSmallFile(database))?.split('\n') ?? [];
  const name = lines.map((line) => line.split(':')).find(([, , number]) => number === String(id))?.[0];
  return name ?? String(id);
}
