import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { closeSync, openSync } from 'node:fs';
import { writeAtomically } from '../../files/atomic-write.ts';
import { readBounded } from '../../files/bounded-read.ts';
import { HostProblem } from './problem.ts';
import { recordIn } from '../../files/json-record.ts';

const lockName = 'host.db';
/** Who holds the lock, for people: nothing is decided by it. */
const holderName = 'host.json';
const longest = 4096;
const sqliteBusy = 5;

/**
 * Whoever holds it hosts what lies in a directory, alone. It is SQLite's own lock on a database of its own: the system takes
 * it back when the process ends in whatever way, and not before.
 */
export class HostLock {
  readonly #database: DatabaseSync;

  /** @param socketPath told to whoever comes second @throws {HostProblem} `hosted` */
  static async take(directory: string, socketPath: string): Promise<HostLock> {
    const path = join(directory, lockName);
    closeSync(openSync(path, 'a', 0o600));
    const database = new DatabaseSync(path);
    try {
      // As long as the transaction lasts nobody else begins one.
      database.exec('pragma locking_mode = exclusive; begin exclusive');
    } catch (error) {
      database.close();
      throw isBusy(error) ? await hosted(directory, error) : error;
    }
    const holder = JSON.stringify({ pid: process.pid, socket: socketPath });
    await writeAtomically(join(directory, holderName), `${holder}\n`, 0o600);
    return new HostLock(database);
  }

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  release(): void {
    this.#database.close();
  }
}

async function hosted(directory: string, cause: unknown): Promise<HostProblem> {
  const { pid, socket } = recordIn((await readBounded(join(directory, holderName), longest)) ?? '');
  const who = typeof pid === 'number' ? `process ${pid}` : 'another process';
  const where = typeof socket === 'string' ? `, at ${socket}` : '';
  return new HostProblem('hosted', `${directory} is hosted by ${who} already${where}`, {
    expected: 'a directory that nobody hosts',
    next: 'Use that host, end it with `swarmpki stop`, or use another directory.',
    cause,
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}
