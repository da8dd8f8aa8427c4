import fs from 'node:fs';
import promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

/** Where a process is to die. */
export interface Tripwire {
  /** Which of its writes, 1 for the first; one that never comes lets it live. */
  readonly at: number;
  readonly when: 'before' | 'after';
}

/**
 * From now on counts every step by which this process changes what lies on the disk, and kills it at one of them: a file
 * made, its contents synced, its name changed, a file removed, a transaction committed, the log of the database emptied.
 * It takes the place of what Node offers for these, so the program itself knows nothing of it.
 *
 * @returns how many steps there have been
 */
export function setTripwire({ at, when }: Tripwire): () => number {
  let steps = 0;
  const begin = (): (() => void) => {
    const step = ++steps;
    if (step === at && when === 'before') die();
    return () => {
      if (step === at) die();
    };
  };
  const counted =
    <Arguments extends readonly unknown[], Result>(work: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      const done = begin();
      const result = await work(...given);
      done();
      return result;
    };

  const { open, rename, rm } = promises;
  promises.rename = counted(rename);
  promises.rm = counted(rm);
  promises.open = async (...given: Parameters<typeof open>): Promise<FileHandle> => {
    const file = await open(...given);
    // Directories are opened to be read: syncing one changes nothing for a process that is killed.
    if (given[1] !== 'r') file.sync = counted(file.sync.bind(file));
    return file;
  };
  const { openSync } = fs;
  fs.openSync = (...given: Parameters<typeof openSync>): number => {
    const done = given[1] === 'a' ? begin() : () => undefined;
    const descriptor = openSync(...given);
    done();
    return descriptor;
  };
  syncBuiltinESMExports();

  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function execute(this: DatabaseSync, sql: string): void {
    // What a transaction holds is not on the disk before it is committed.
    const done = /\b(?:commit|wal_checkpoint|journal_mode)\b/.test(sql) ? begin() : () => undefined;
    exec.call(this, sql);
    done();
  };
  return () => steps;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
