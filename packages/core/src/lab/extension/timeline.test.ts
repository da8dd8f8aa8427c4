import { describe, expect, it } from 'vitest';
import { journalLength } from '../../store/schema.ts';
import type { NumberedEntry } from '../../store/store.ts';
import type { JournalEvent } from '../../swarm/decision.ts';
import { Timeline } from './timeline.ts';

/** A journal as the store has it. */
class Journal {
  readonly entries: NumberedEntry[] = [];
  readonly timeline = new Timeline({
    journalAfter: (seq, count) => this.entries.filter((entry) => entry.seq > seq).slice(0, count),
    nameOf: (nodeId) => `name of ${nodeId}`,
  });

  add(...events: readonly (readonly [event: JournalEvent, nodeId?: string])[]): void {
    for (const [event, nodeId] of events) {
      const seq = (this.entries.at(-1)?.seq ?? 0) + 1;
      this.entries.push({ seq, entry: { at: seq * 1_000, event, ...(nodeId !== undefined && { nodeId }) } });
    }
  }

  /** The causes of all entries. */
  get causes(): readonly number[] {
    this.timeline.read();
    return this.timeline.after(0, 100).Entries.map(({ Cause }) => Cause);
  }
}

describe('a timeline', () => {
  it('names what led to what happened to a node', () => {
    const journal = new Journal();
    journal.add(['swarm-created'], ['node-accepted', 'a'], ['node-accepted', 'b']);
    journal.add(['certificate-issued', 'b'], ['certificate-issued', 'a'], ['node-registered', 'a']);
    expect(journal.causes).toEqual([0, 0, 0, 3, 2, 5]);
  });

  it('takes a renewal for asked for while a rotation is under way, and not before and after', () => {
    const journal = new Journal();
    journal.add(['node-renewing', 'a'], ['certificate-issued', 'a']);
    journal.add(['rotation-started'], ['rotation-batch'], ['node-renewing', 'a'], ['certificate-issued', 'a']);
    journal.add(['rotation-completed'], ['node-renewing', 'a'], ['certificate-failed', 'a']);
    expect(journal.causes).toEqual([0, 1, 0, 3, 4, 5, 3, 0, 8]);
  });

  it('does not name for a node that comes back what had led to something else', () => {
    const journal = new Journal();
    journal.add(['node-renewing', 'a'], ['certificate-issued', 'a'], ['node-status', 'a'], ['node-registered', 'a']);
    journal.add(
      ['node-accepted', 'b'],
      ['certificate-issued', 'b'],
      ['node-registered', 'b'],
      ['node-registered', 'b'],
    );
    expect(journal.causes).toEqual([0, 1, 0, 0, 0, 5, 6, 0]);
  });

  it('is read on from where it was read to, and answered in pieces', () => {
    const journal = new Journal();
    journal.add(...Array.from({ length: 2_500 }, () => ['swarm-updated'] as const));
    expect(journal.timeline.read()).toBe(2_500);
    journal.add(['node-removed', 'a']);
    expect(journal.timeline.read()).toBe(2_501);
    expect(journal.timeline.after(2_499, 1)).toMatchObject({ Entries: [{ Seq: 2_500, Cause: 0 }], More: true });
    expect(journal.timeline.after(2_500, 1)).toEqual({
      Entries: [{ Seq: 2_501, At: 2_501_000, Event: 'node-removed', ID: 'a', Name: 'name of a', Detail: {}, Cause: 0 }],
      More: false,
    });
    expect(journal.timeline.after(2_501, 1)).toEqual({ Entries: [], More: false });
    expect(journal.timeline.after(9_999, 1)).toEqual({ Entries: [], More: false });
  });

  it('keeps no more than the store', () => {
    const journal = new Journal();
    journal.add(...Array.from({ length: 1.2 * journalLength }, () => ['swarm-updated'] as const));
    journal.timeline.read();
    expect(journal.timeline.after(0, 1e6).Entries).toHaveLength(journalLength);
  });
});
