import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Change, JournalEntry, JournalEvent } from '../swarm/decision.ts';
import type { Cluster, Node, Secrets } from '../swarm/state.ts';
import type { SwarmRows } from '../swarm/view.ts';
import { StoreProblem } from './problem.ts';
import { journalLength, pageSize, schema, schemaVersion } from './schema.ts';
import type { Seal } from './seal.ts';
import { reasonOf } from '../problem.ts';

/** An entry of the timeline with its number, which rises and is never used again. */
export interface NumberedEntry {
  readonly seq: number;
  readonly entry: JournalEntry;
}

/**
 * Where a swarm lasts. Every command is one transaction of rows and journal entry, on the disk before it is answered.
 * A secret that is replaced or deleted is overwritten, in the database and in its log.
 */
export class Store {
  readonly #database: DatabaseSync;
  #seal: Seal;
  readonly #statements: Record<keyof typeof statements, StatementSync>;

  private constructor(database: DatabaseSync, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
    const prepare = (name: keyof typeof statements): StatementSync => database.prepare(statements[name]);
    this.#statements = {
      begin: prepare('begin'),
      commit: prepare('commit'),
      putCluster: prepare('putCluster'),
      putNode: prepare('putNode'),
      deleteNode: prepare('deleteNode'),
      putSecret: prepare('putSecret'),
      deleteSecret: prepare('deleteSecret'),
      addEntry: prepare('addEntry'),
      trimJournal: prepare('trimJournal'),
      latestEntries: prepare('latestEntries'),
      entriesAfter: prepare('entriesAfter'),
    };
  }

  /**
   * Opens a store, and makes it where there is none. It belongs to this process until it is closed.
   *
   * @param path of the database, in a directory that exists
   * @throws {StoreProblem} `in-use`, `newer-schema`
   */
  static open(path: string, seal: Seal): Store {
    return new Store(openDatabase(path), seal);
  }

  /**
   * Whether a swarm has been founded here; a process that was killed may have begun with it.
   *
   * @throws {StoreProblem} `in-use`, `newer-schema`
   */
  static isFounded(path: string): boolean {
    if (!existsSync(path)) return false;
    const database = openDatabase(path);
    try {
      return hasCluster(database);
    } finally {
      database.close();
    }
  }

  /** A swarm has been founded here. */
  hasCluster(): boolean {
    return hasCluster(this.#database);
  }

  /** All that lasts of a swarm, or `undefined` where none has been founded. @throws {StoreProblem} */
  load(): SwarmRows | undefined {
    const found = this.#database.prepare('select row from cluster').get();
    if (found === undefined) return undefined;
    const cluster = parseRow(found['row']) as Cluster;
    const nodes = this.#database
      .prepare('select row from node')
      .all()
      .map(({ row }) => parseRow(row) as Node);
    return {
      version: nodes.reduce((highest, { version }) => Math.max(highest, version), cluster.version),
      cluster,
      secrets: this.loadSecrets(),
      nodes: new Map(nodes.map((node) => [node.id, node])),
    };
  }

  /** Writes rows and the entries that tell of them, in one transaction. */
  commit(changes: readonly Change[], entries: readonly JournalEntry[]): void {
    if (changes.length === 0 && entries.length === 0) return;
    this.#statements.begin.run();
    try {
      for (const change of changes) this.#write(change);
      for (const entry of entries) this.#addEntry(entry);
      if (entries.length > 0) this.#statements.trimJournal.run(journalLength);
      this.#statements.commit.run();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
    if (changes.some(({ kind }) => kind === 'secret')) eraseLog(this.#database);
  }

  /** Seals every secret anew, in one transaction: from then on the seal before opens nothing here. */
  reseal(seal: Seal): void {
    const secrets = Object.entries(this.loadSecrets());
    this.#database.exec('begin immediate');
    try {
      for (const [name, value] of secrets) this.#statements.putSecret.run(name, seal.seal(name, value));
      this.#database.exec('commit');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
    this.#seal = seal;
    eraseLog(this.#database);
  }

  /** The latest entries of the timeline, oldest first. */
  journal(count: number): readonly JournalEntry[] {
    return this.#statements.latestEntries.all(count).map(entryOf).toReversed();
  }

  /** Entries that follow one of them, oldest first. @param seq its number; 0 begins with the oldest that is kept */
  journalAfter(seq: number, count: number): readonly NumberedEntry[] {
    return this.#statements.entriesAfter
      .all(seq, count)
      .map((row) => ({ seq: Number(row['seq']), entry: entryOf(row) }));
  }

  close(): void {
    this.#database.close();
  }

  #write(change: Change): void {
    switch (change.kind) {
      case 'cluster':
        this.#statements.putCluster.run(JSON.stringify(change.cluster));
        break;
      case 'node':
        this.#statements.putNode.run(change.node.id, JSON.stringify(change.node));
        break;
      case 'node-removed':
        this.#statements.deleteNode.run(change.nodeId);
        break;
      case 'secret':
        if (change.value === undefined) this.#statements.deleteSecret.run(change.name);
        else this.#statements.putSecret.run(change.name, this.#seal.seal(change.name, change.value));
        break;
    }
  }

  #addEntry({ at, event, nodeId, detail }: JournalEntry): void {
    this.#statements.addEntry.run(at, event, nodeId ?? null, detail ? JSON.stringify(detail) : null);
  }

  /** The secrets alone. @throws {StoreProblem} `wrong-key` */
  loadSecrets(): Secrets {
    const secrets: Partial<Record<string, string>> = {};
    for (const { name, sealed } of this.#database.prepare('select name, sealed from secret').all()) {
      if (typeof name === 'string' && sealed instanceof Uint8Array) secrets[name] = this.#seal.open(name, sealed);
    }
    return secrets;
  }
}

const statements = {
  begin: 'begin immediate',
  commit: 'commit',
  putCluster: 'insert into cluster (id, row) values (1, ?) on conflict do update set row = excluded.row',
  putNode: 'insert into node (id, row) values (?, ?) on conflict do update set row = excluded.row',
  deleteNode: 'delete from node where id = ?',
  putSecret: 'insert into secret (name, sealed) values (?, ?) on conflict do update set sealed = excluded.sealed',
  deleteSecret: 'delete from secret where name = ?',
  addEntry: 'insert into journal (at, event, node_id, detail) values (?, ?, ?, ?)',
  trimJournal: 'delete from journal where seq <= (select max(seq) from journal) - ?',
  latestEntries: 'select at, event, node_id, detail from journal order by seq desc limit ?',
  entriesAfter: 'select seq, at, event, node_id, detail from journal where seq > ? order by seq limit ?',
} as const;

function entryOf({
  at,
  event,
  node_id: nodeId = null,
  detail = null,
}: Readonly<Record<string, SQLOutputValue>>): JournalEntry {
  return {
    at: Number(at),
    event: String(event) as JournalEvent,
    ...(nodeId !== null && { nodeId: String(nodeId) }),
    ...(detail !== null && { detail: parseRow(detail) as NonNullable<JournalEntry['detail']> }),
  };
}

/** @throws {StoreProblem} `in-use`, `newer-schema` */
function openDatabase(path: string): DatabaseSync {
  // SQLite gives its log the mode of the database; so all files are private from their first byte.
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path);
  try {
    database.exec(`pragma page_size = ${pageSize}`);
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
    database.exec('pragma secure_delete = on');
    checkSchema(database);
    database.exec(`begin immediate; ${schema} commit`);
    // A process that was killed may have deleted a secret and not come to empty the log.
    eraseLog(database);
    return database;
  } catch (error) {
    database.close();
    throw isBusy(error) ? inUse(path, error) : error;
  }
}

/** What a secret was must not live on in the log of the database. */
function eraseLog(database: DatabaseSync): void {
  database.exec('pragma wal_checkpoint(truncate)');
}

function hasCluster(database: DatabaseSync): boolean {
  return database.prepare('select 1 from cluster').get() !== undefined;
}

function checkSchema(database: DatabaseSync): void {
  const found = Number(database.prepare('pragma user_version').get()?.['user_version']);
  if (found <= schemaVersion) return;
  throw new StoreProblem(
    'newer-schema',
    `the store has schema ${found}, and this program knows ${schemaVersion} at most`,
    {
      expected: 'a store written by this version of swarmpki or an older one',
      next: 'Open it with the newer swarmpki that wrote it.',
    },
  );
}

function parseRow(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new StoreProblem('malformed-row', `a row of the store cannot be read: ${reasonOf(cause)}`, {
      expected: 'rows as swarmpki wrote them',
      next: 'Restore the state directory from a backup.',
      cause,
    });
  }
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function inUse(path: string, cause: unknown): StoreProblem {
  return new StoreProblem('in-use', `${path} is in use by another process`, {
    expected: 'a lab that nobody else hosts',
    next: 'Stop the other process, or use another state directory.',
    cause,
  });
}
