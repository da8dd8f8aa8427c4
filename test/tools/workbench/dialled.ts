import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the processes of a workbench wanted of the network. */
export interface Dialled {
  /** The commands of those that were watched. */
  readonly programs: readonly string[];
  /** Whom they turned to outside this machine: host, and by whom. */
  readonly strayed: readonly string[];
}

const preload = fileURLToPath(new URL('dialled.cjs', import.meta.url));

const fileIn = (directory: string): string => join(directory, 'dialled');

/** The environment in which a Node, and each that it starts, is watched. */
export function watchDialling(directory: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--require=${preload}`, SWARMPKI_DIALLED: fileIn(directory) };
}

/** What was seen up to now. @param directory as for {@link watchDialling} */
export async function dialledIn(directory: string): Promise<Dialled> {
  const lines = (await readFile(fileIn(directory), 'utf8')).split('\n').filter((line) => line !== '');
  const all = lines.map((line) => JSON.parse(line) as { readonly program: string; readonly to: string | null });
  return {
    programs: all.filter(({ to }) => to === null).map(({ program }) => program),
    strayed: all.flatMap(({ program, to }) => (to === null ? [] : [`${to} (${program})`])),
  };
}
