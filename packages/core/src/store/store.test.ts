import { cp, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEntropy } from '../entropy/entropy.ts';
import type { JournalEntry } from '../swarm/decision.ts';
import { foundTestSwarm } from '../testing/swarm.ts';
import { journalLength } from './schema.ts';
import { sealWith } from './seal.ts';
import { Store } from './store.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
});
afterEach(() => rm(directory, { recursive: true }));

const dek = systemEntropy.bytes(32);
const random = (length: number): Uint8Array => systemEntropy.bytes(length);
const open = (key = dek): Store => Store.open(join(directory, 'swarm.db'), sealWith(key, random));

async function allBytes(): Promise<Buffer> {
  const names = await readdir(directory);
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(directory, name)))));
}

describe('Store', () => {
  it('is empty at first, and gives back what was written, also to the next process', async () => {
    const { changes, entry } = await foundTestSwarm();
    using store = disposable(open());
    expect(store.it.load()).toBeUndefined();
    store.it.commit(changes, [entry]);
    const first = store.it.load();
    store.it.close();
    using again = disposable(open());
    expect(again.it.load()).toEqual(first);
    expect(again.it.journal(10)).toEqual([entry]);
  });

  it('keeps its files private from the first byte, and secrets out of them', async () => {
    const { changes, entry, caKey } = await foundTestSwarm();
    using store = disposable(open());
    store.it.commit(changes, [entry]);
    for (const name of await readdir(directory)) {
      expect((await stat(join(directory, name))).mode & 0o077, name).toBe(0);
    }
    const bytes = await allBytes();
    expect(bytes.includes(Buffer.from(caKey.split('\n')[1] ?? ''))).toBe(false);
    expect(bytes.includes('SWMTKN')).toBe(false);
  });

  it('leaves nothing of a secret that was deleted, not even sealed', async () => {
    const sealed = (): Uint8Array => {
      // The file is read with nothing of ours: what counts is what is on the disk.
      using other = disposable(new DatabaseSync(join(directory, 'swarm.db'), { readOnly: true }));
      const row = other.it.prepare("select sealed from secret where name = 'rotationKey'").get();
      return row?.['sealed'] instanceof Uint8Array ? row['sealed'] : new Uint8Array();
    };
    const store = open();
    store.commit([{ kind: 'secret', name: 'rotationKey', value: 'the key of a root that is going' }], []);
    store.close();
    const before = Buffer.from(sealed());
    expect(before.length).toBeGreaterThan(40);

    using again = disposable(open());
    again.it.commit([{ kind: 'secret', name: 'rotationKey', value: undefined }], []);
    expect((await allBytes()).includes(before.subarray(12, 40))).toBe(false);
  });

  it('leaves nothing of a secret either where a process was killed between deleting it and emptying the log', async () => {
    const store = open();
    store.commit([{ kind: 'secret', name: 'rootKey', value: 'the key of a root that has gone' }], []);
    store.close();
    const path = join(directory, 'swarm.db');
    const killed = join(directory, 'killed');
    using other = disposable(new DatabaseSync(path));
    const [row] = other.it.prepare('select sealed from secret').all();
    const sealed =
      row?.['sealed'] instanceof Uint8Array ? Buffer.from(row['sealed']).subarray(12, 40) : Buffer.alloc(0);
    expect(sealed).toHaveLength(28);
    other.it.exec('pragma secure_delete = on; delete from secret');
    for (const suffix of ['', '-wal']) await cp(`${path}${suffix}`, `${killed}${suffix}`);

    using again = disposable(Store.open(killed, sealWith(dek, random)));
    expect(again.it.loadSecrets()).toEqual({});
    const left = await Promise.all(['', '-wal'].map((suffix) => readFile(`${killed}${suffix}`)));
    expect(Buffer.concat(left).includes(sealed)).toBe(false);
  });

  it('knows whether a swarm has been founded, and makes nothing by looking', async () => {
    const path = join(directory, 'swarm.db');
    expect(Store.isFounded(path)).toBe(false);
    expect(await readdir(directory)).toEqual([]);
    const store = open();
    expect(() => Store.isFounded(path)).toThrow(expect.objectContaining({ code: 'in-use' }));
    store.close();
    expect(Store.isFounded(path)).toBe(false);
    const { changes, entry } = await foundTestSwarm();
    using again = disposable(open());
    again.it.commit(changes, [entry]);
    again.it.close();
    expect(Store.isFounded(path)).toBe(true);
  });

  it('writes rows and entry together or not at all', async () => {
    const { changes, entry } = await foundTestSwarm();
    using store = disposable(open());
    store.it.commit(changes, [entry]);
    const before = store.it.load();
    const bad = { at: Number.NaN, event: 'node-status' } as const;
    expect(() =>
      store.it.commit([{ kind: 'secret', name: 'workerToken', value: 'new' }], [{ ...bad, nodeId: 'x' }]),
    ).toThrow();
    expect(store.it.load()).toEqual(before);
    store.it.commit([], [entry]);
    expect(store.it.journal(10)).toHaveLength(2);
  });

  it('numbers the entries of its timeline, and reads them from any of them on', async () => {
    const { changes, entry } = await foundTestSwarm();
    using store = disposable(open());
    store.it.commit(changes, [entry]);
    store.it.commit([], [{ at: 2, event: 'node-status', nodeId: 'x', detail: { state: 'down' } }]);
    store.it.commit([], [entry]);
    expect(store.it.journalAfter(0, 10).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(store.it.journalAfter(1, 1)).toEqual([
      { seq: 2, entry: { at: 2, event: 'node-status', nodeId: 'x', detail: { state: 'down' } } },
    ]);
    expect(store.it.journalAfter(3, 10)).toEqual([]);
  });

  it('belongs to one process at a time', async () => {
    using store = disposable(open());
    expect(store.it.load()).toBeUndefined();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'in-use' }));
  });

  it('does not open its secrets with another key', async () => {
    const { changes, entry } = await foundTestSwarm();
    const store = open();
    store.commit(changes, [entry]);
    store.close();
    using other = disposable(open(systemEntropy.bytes(32)));
    expect(() => other.it.load()).toThrow(expect.objectContaining({ code: 'wrong-key' }));
  });

  it('refuses a store of a newer program', () => {
    open().close();
    const database = new DatabaseSync(join(directory, 'swarm.db'));
    database.exec('pragma user_version = 999');
    database.close();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'newer-schema' }));
  });

  it('keeps the timeline within bounds', () => {
    using store = disposable(open());
    const entries = (first: number, count: number): readonly JournalEntry[] =>
      Array.from({ length: count }, (_, index) => ({ at: first + index, event: 'node-status' }));
    const bounds = (): readonly (number | undefined)[] => {
      const kept = store.it.journal(journalLength * 2);
      return [kept.length, kept.at(0)?.at, kept.at(-1)?.at];
    };
    store.it.commit([], entries(1, journalLength));
    expect(bounds()).toEqual([journalLength, 1, journalLength]);
    store.it.commit([], entries(journalLength + 1, 1));
    expect(bounds()).toEqual([journalLength, 2, journalLength + 1]);
    store.it.commit([], entries(journalLength + 2, 4));
    expect(bounds()).toEqual([journalLength, 6, journalLength + 5]);
  });
});

function disposable<T extends { close(): void }>(opened: T): { it: T } & Disposable {
  return {
    it: opened,
    [Symbol.dispose]: () => {
      try {
        opened.close();
      } catch {
        // Closed by the test already.
      }
    },
  };
}
