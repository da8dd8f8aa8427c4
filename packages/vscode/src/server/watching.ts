import { DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import type { Connection } from 'vscode-languageserver';
import type { Client } from './client.ts';
import { isWatched, watchedFiles } from './files.ts';

/** Watching that can be ended. */
export interface Watching {
  close(): Promise<void>;
}

/** Learns of files that change outside: from the client where it can, else by itself. @param changed absolute path */
export async function watchFiles(
  connection: Connection,
  { watches, folders }: Client,
  changed: (path: string) => void,
): Promise<Watching> {
  if (watches) {
    const { client } = connection;
    await client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watchedFiles }] });
    return { close: async () => undefined };
  }
  if (folders.length === 0) return { close: async () => undefined };
  const { watch } = await import('chokidar');
  const watcher = watch([...folders], {
    ignoreInitial: true,
    followSymlinks: false,
    depth: deepest,
    ignored: (path, stats) => passedOver.test(path) || (stats?.isFile() === true && !isWatched(path)),
  });
  watcher.on('all', (event, path) => {
    if (event !== 'addDir' && event !== 'unlinkDir') changed(path);
  });
  // What cannot be watched is read once all the same.
  watcher.on('error', (error) =>
    connection.console.warn(`watching files: ${error instanceof Error ? error.message : 'failed'}`),
  );
  return watcher;
}

/** So deep folders are followed. */
const deepest = 16;
const passedOver = /[\\/](node_modules|\.git|\.hg|\.svn)([\\/]|$)/;
