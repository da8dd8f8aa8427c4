import { chmod, lstat, unlink } from 'node:fs/promises';
import { createConnection } from 'node:net';
import type { Server } from 'node:net';

/**
 * Listens on a unix socket that is this user's alone from the first. One that was left by a process that was killed is
 * replaced: whoever calls holds the lock of what lies behind it.
 *
 * @param path of 107 bytes at most
 * @throws what the system says, `EADDRINUSE` if somebody listens there
 */
export async function listenOnUnixSocket(server: Server, path: string): Promise<void> {
  try {
    await listen(server, path);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || !(await isLeftOver(path))) throw error;
    await unlink(path);
    await listen(server, path);
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The mask is the whole process's; the socket is made before `listen` returns.
    const mask = process.umask(0o077);
    try {
      server.listen({ path, backlog: 1024 }, () => {
        server.off('error', reject);
        resolve(chmod(path, 0o600));
      });
    } finally {
      process.umask(mask);
    }
  });
}

/** Whether it is a socket on which nobody listens any more. */
async function isLeftOver(path: string): Promise<boolean> {
  // To a file of any other kind a connection is refused as well.
  if (!(await lstat(path)).isSocket()) return false;
  const refused = await new Promise<unknown>((resolve) => {
    const probe = createConnection(path, () => resolve(undefined)).on('error', resolve);
    probe.once('connect', () => probe.destroy());
  });
  return codeOf(refused) === 'ECONNREFUSED';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
