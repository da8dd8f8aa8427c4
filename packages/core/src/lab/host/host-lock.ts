import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { closeSync, openSync } from 'node:fs';
import { writeAtomically } from '../../files/atomic-write.ts';
import { readBounded } from '../../files/bounded-read.ts';
import { HostProblem } from './problem.ts';
import { recordIn } from '../../files/json-record.ts';

const lockName = 'host.db';
/** Who holds the lock, for people, and whether it is about to end: who has it is not decided by that. */
const holderName = 'host.json';
const longest = 4096;
const sqliteBusy = 5;

/**
 * Whoever holds it hosts what lies in a directory, alone. It is SQLite's own lock on a database of its own: the system takes
 * it back when the process ends in whatever way, and not before.
 */
export class HostLock {
  /** Whether whoever held it before has ended as it was told to. */
  readonly follows: boolean;
  readonly #directory: string;
  readonly #socketPath: string;
  readonly #database: DatabaseSync;

  /** @param socketPath told to whoever comes second @throws {HostProblem} `hosted`, `ending` */
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
    const before = await holderOf(directory);
    const lock = new HostLock(database, directory, socketPath, before.ending === true);
    await lock.#write({});
    return lock;
  }

  private constructor(database: DatabaseSync, directory: string, socketPath: string, follows: boolean) {
    this.#database = database;
    this.#directory = directory;
    this.#socketPath = socketPath;
    this.follows = follows;
  }

  /** Whoever waits for it is told that it will be free. */
  async announceEnd(): Promise<void> {
    await this.#write({ ending: true });
  }

  async #write(more: { readonly ending?: true }): Promise<void> {
    const holder = JSON.stringify({ pid: process.pid, socket: this.#socketPath, ...more });
    await writeAtomically(join(this.#directory, holderName), `${holder}\n`, 0o600);
  }

  release(): void {
    this.#database.close();
  }
}

async function holderOf(directory: string): Promise<Readonly<Record<string, unknown>>> {
  return recordIn((await readBounded(join(directory, holderName), longest)) ?? '');
}

async function hosted(directory: string, cause: unknown): Promise<HostProblem> {
  const { pid, socket, ending } = await holderOf(directory);
  const who = typeof pid === 'number' ? `process ${pid}` : 'another process';
  const where = typeof socket === 'string' ? `, at ${socket}` : '';
  if (ending === true) {
    return new HostProblem(
      'ending',
      `${directory} is hosted by ${who}${where}, which has been told to end and has not yet`,
      {
        expected: 'a host that ends within seconds',
        next: 'Try again, or end its process.',
        cause,
      },
    );
  }
  return new HostProblem('hosted', `${directory} is hosted by ${who} already${where}`, {
    expected: 'a directory that nobody hosts',
    next: 'Use that host, end it with `swarmpki stop`, or use another directory.',
    cause,
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}
