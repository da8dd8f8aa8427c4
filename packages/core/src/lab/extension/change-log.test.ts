import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labNodeRow } from '../../engine/shapes/extension/node-row.ts';
import type { LabNodeRow } from '../../engine/shapes/extension/node-row.ts';
import { ChangeLog } from './change-log.ts';
import type { Known } from './change-log.ts';

const start = 1_000;

/** A log with a version of its own. */
class Log {
  version = start;
  readonly log = new ChangeLog(() => ++this.version, start);

  put(id: string, name?: string): boolean {
    return this.log.put(id, name === undefined ? undefined : rowOf(id, name));
  }
}

function rowOf(id: string, name: string): LabNodeRow {
  return { ...labNodeRow.zero, ID: id, Name: name };
}

/** One who knows what it was told. */
class Reader {
  readonly rows = new Map<string, LabNodeRow>();
  known: Known = { version: 0, begun: 0 };

  read({ log, version }: Log, most: number): boolean {
    const told = log.tell(this.known, version, most);
    if (told.isWhole) this.rows.clear();
    for (const row of told.rows) this.rows.set(row.ID, row);
    for (const id of told.removed) this.rows.delete(id);
    this.known = told.known;
    return told.hasMore;
  }
}

describe('the changes of nodes', () => {
  it('are for every reader, however little it reads at a time and whenever, what the whole is', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      fc.record({ put: id, name: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }) }),
      fc.record({ reader: fc.integer({ min: 0, max: 2 }), most: fc.integer({ min: 1, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const log = new Log();
        const readers = [new Reader(), new Reader(), new Reader()];
        for (const each of steps) {
          if ('put' in each) log.put(each.put, each.name);
          else readers[each.reader]?.read(log, each.most);
        }
        for (const reader of readers) {
          while (reader.read(log, 2));
          expect(reader.rows).toEqual(new Map(log.log.rows.map((row) => [row.ID, row])));
          expect(reader.known.version).toBe(log.version);
        }
      }),
    );
  });

  it('are none where a node is what it was', () => {
    const log = new Log();
    expect(log.put('a', 'x')).toBe(true);
    expect(log.put('a', 'x')).toBe(false);
    expect(log.put('b')).toBe(false);
    expect(log.version).toBe(start + 1);
    expect(log.log.since(start + 1, log.version, 10)).toEqual({
      version: start + 1,
      rows: [],
      removed: [],
      hasMore: false,
    });
  });

  it('are told once of a node that changes again and again', () => {
    const log = new Log();
    for (const name of ['x', 'y', 'z']) log.put('a', name);
    expect(log.log.since(start, log.version, 10).rows).toEqual([rowOf('a', 'z')]);
  });

  it('forget who has been gone for longest, and know whom they cannot tell any more', () => {
    const log = new Log();
    for (let number = 0; number <= 10_000; number++) log.put(`n${number}`, 'x');
    for (let number = 0; number < 10_000; number++) log.put(`n${number}`);
    expect(log.log.remembers(start)).toBe(true);
    const known = log.version;
    log.put('n10000');
    expect(log.log.remembers(start)).toBe(false);
    expect(log.log.remembers(known)).toBe(true);
    expect(log.log.rows).toEqual([]);
    expect(log.log.since(known, log.version, 10).removed).toEqual(['n10000']);
    // One that is back is gone no more.
    log.put('n1', 'y');
    log.put('late', 'z');
    log.put('late');
    expect(log.log.remembers(known)).toBe(true);
  });

  it('are told in parts to who comes late, also when all that it is told is older than what is forgotten', () => {
    const log = new Log();
    for (const id of ['a', 'b', 'c']) log.put(id, 'x');
    const goes = (number: number): void => {
      log.put(`n${number}`, 'x');
      log.put(`n${number}`);
    };
    for (let number = 0; number <= 10_000; number++) goes(number);
    const reader = new Reader();
    expect(reader.read(log, 2)).toBe(true);
    // Somebody goes of whom it has been told, and others whom it never knew, of whom nothing is remembered any more.
    log.put('a');
    goes(10_001);
    for (let parts = 0; reader.read(log, 1_000); parts++) expect(parts).toBeLessThan(20);
    expect([...reader.rows.keys()]).toEqual(['b', 'c']);
  });
});
