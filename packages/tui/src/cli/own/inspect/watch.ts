import { setTimeout } from 'node:timers/promises';

/** So long nothing may change before it is looked at again, ms: programs write files in several steps. */
const quiet = 150;

/**
 * Yields whenever something in these paths has changed and been quiet for a moment, until it is aborted.
 *
 * @param paths files and folders, absolute
 */
export async function* changesOf(paths: readonly string[], signal: AbortSignal): AsyncGenerator<void> {
  const { watch } = await import('chokidar');
  const watcher = watch([...paths], {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => /[\\/](node_modules|\.git)([\\/]|$)/.test(path),
  });
  let changes = 0;
  let wake = (): void => undefined;
  const stir = (): void => {
    changes++;
    wake();
  };
  watcher.on('all', stir);
  // What has changed before it began to watch it does not tell.
  watcher.on('ready', stir);
  signal.addEventListener('abort', stir, { once: true });
  try {
    let seen = 0;
    while (!signal.aborted) {
      if (changes === seen) await new Promise<void>((resolve) => (wake = resolve));
      for (; changes !== seen && !signal.aborted;) {
        seen = changes;
        await setTimeout(quiet, undefined, { signal }).catch(() => undefined);
      }
      if (!signal.aborted) yield;
    }
  } finally {
    await watcher.close();
  }
}
