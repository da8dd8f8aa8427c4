import { createHash } from 'node:crypto';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Files larger than this are hashed by their size and times alone: raft reserves 64 MB. */
const largest = 1024 * 1024;

/** A hash of all that lies below a folder: names, kinds, modes, owners, sizes, times of change, contents, targets of links. */
export async function treeHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const visit = async (path: string): Promise<void> => {
    const facts = await lstat(path, { bigint: true });
    const { mode, uid, gid, size, mtimeNs, ctimeNs, ino } = facts;
    hash.update(`${path}\0${[mode, uid, gid, size, mtimeNs, ctimeNs, ino].join(' ')}\0`);
    if (facts.isSymbolicLink()) hash.update(await readlink(path));
    if (facts.isFile() && size <= largest) hash.update(await readFile(path));
    if (!facts.isDirectory()) return;
    for (const name of (await readdir(path)).toSorted()) await visit(join(path, name));
  };
  await visit(folder);
  return hash.digest('hex');
}
