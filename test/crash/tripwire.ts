import fs from 'node:fs';
import type { PathLike } from 'node:fs';
import promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StatementResultingChanges } from 'node:sqlite';

/** Where a process is to die. */
export interface Tripwire {
  /** At which of its steps; at none of them it lives. */
  readonly at: string;
  readonly when: 'before' | 'after';
}

/**
 * From now on watches every step by which this process changes what lies on the disk, and kills it at one of them: a file
 * made, its contents synced, its name changed, a file removed, a transaction committed, the log of the database emptied.
 * It takes the place of what Node offers for these, so the program itself knows nothing of it.
 *
 * @returns gives the steps so far, as soon as none is under way: each named by what it does, to which file, and for which
 *   time, `rename worker-1/swarm-node.key 1`. So a step has the same name in every run, though nodes do theirs in any order
 */
export function setTripwire({ at, when }: Tripwire): () => Promise<readonly string[]> {
  const steps: string[] = [];
  const underWay = new Set<string>();
  const times = new Map<string, number>();
  const begin = (what: string): (() => void) => {
    const time = (times.get(what) ?? 0) + 1;
    times.set(what, time);
    const step = `${what} ${time}`;
    steps.push(step);
    if (step === at && when === 'before') die();
    underWay.add(step);
    return () => {
      if (step === at) die();
      underWay.delete(step);
    };
  };

  const { open, rename, rm } = promises;
  promises.rename = async (from, to) => {
    const done = begin(`rename ${shown(to)}`);
    await rename(from, to);
    done();
  };
  promises.rm = async (path, options) => {
    const done = begin(`remove ${shown(path)}`);
    await rm(path, options);
    done();
  };
  promises.open = async (path, flags, mode) => {
    const file = await open(path, flags, mode);
    // Directories are opened to be read: syncing one changes nothing for a process that is killed.
    if (flags === 'r') return file;
    const sync = file.sync.bind(file);
    file.sync = async () => {
      const done = begin(`write ${shown(path)}`);
      await sync();
      done();
    };
    return file;
  };
  const { openSync } = fs;
  fs.openSync = (path, flags, mode) => {
    const done = flags === 'a' ? begin(`make ${shown(path)}`) : () => undefined;
    const descriptor = openSync(path, flags, mode);
    done();
    return descriptor;
  };
  syncBuiltinESMExports();

  /** What a transaction holds is not on the disk before it is committed. */
  const beginStatement = (sql: string): (() => void) => {
    const [what] = /\b(?:commit|wal_checkpoint|journal_mode)\b/.exec(sql) ?? [];
    return what === undefined ? () => undefined : begin(what);
  };
  const exec = Reflect.get(DatabaseSync.prototype, 'exec');
  DatabaseSync.prototype.exec = function execute(this: DatabaseSync, sql: string): void {
    const done = beginStatement(sql);
    exec.call(this, sql);
    done();
  };
  const runStatement = Reflect.get(StatementSync.prototype, 'run');
  StatementSync.prototype.run = function run(this: StatementSync, ...parameters: [never]): StatementResultingChanges {
    const done = beginStatement(this.sourceSQL);
    const result = runStatement.apply(this, parameters);
    done();
    return result;
  };
  return async () => {
    while (underWay.size > 0) await new Promise((resolve) => setImmediate(resolve));
    return steps;
  };
}

/** A file by its node and its name, without what tells temporary files apart. */
function shown(path: PathLike | FileHandle): string {
  if (typeof path !== 'string') throw new TypeError('a file that is not known by its path');
  const [, below = basename(path)] = path.split('/nodes/');
  return below.replace('swarm/certificates/', '').replace(/[0-9a-f]{12}$/, '');
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
