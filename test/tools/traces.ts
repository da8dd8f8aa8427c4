import { createPrivateKey } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';

/** Everything that lies below a directory, one file after the other. */
export async function everyFile(directory: string): Promise<Buffer> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Buffer.concat(await Promise.all(paths.map(readIfThere)));
}

/** What is being written has a name for a moment. */
async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** The forms in which a private key could lie about: the number itself, and the line of PEM that it is in. */
export function tracesOf(keyPem: string): readonly (Buffer | string)[] {
  const { d = '' } = createPrivateKey(keyPem).export({ format: 'jwk' });
  const number = Buffer.from(d, 'base64url');
  // Of the lines of SEC 1 the first holds the whole number; the others hold the public key, which certificates show.
  const [, firstLine = ''] = keyPem.split('\n');
  return [number, number.toString('hex'), number.toString('base64').slice(0, 40), d, firstLine];
}

/** Of each secret as it lies sealed in a store that nobody has open, some bytes by which it can be found. */
export function sealedTraces(path: string): readonly Buffer[] {
  // Otherwise SQLite would put its own files beside it.
  const database = new DatabaseSync(new URL('?immutable=1', pathToFileURL(path)), { readOnly: true });
  try {
    const rows = database.prepare('select sealed from secret').all();
    return rows.flatMap(({ sealed }) => (sealed instanceof Uint8Array ? Buffer.from(sealed).subarray(12, 40) : []));
  } finally {
    database.close();
  }
}
