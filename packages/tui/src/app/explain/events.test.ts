import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../../core/src/swarm/decision.ts';
import { eventWords, wordsOf } from './events.ts';

/** Fails to compile as soon as a swarm tells an event that nobody explains, or something is explained that none tells. */
const all: Readonly<Record<JournalEvent, unknown>>   = eventWords;

const entry = { Seq: 2, At: 0, ID: 'n1', Name: 'worker-1', Detail: { role: 'worker', nodes: '7' }, Cause: 1 };

describe('the words for events', () => {
  it.each(Object.keys(all))('%s has a word, what happened, and what it means', (Event) => {
    const { word, what, short, long } = wordsOf({ ...entry, Event });
    expect(word).toMatch(/^[a-z -]{1,10}$/);
    expect(what({ ...entry, Event })).not.toBe('');
    expect(short({ ...entry, Event })).toMatch(/^[A-Z\w].*\.$/s);
    expect(long).toMatch(/^[A-Z].*\.$/s);
  });

  it('has a sentence also for what only later labs tell', () => {
    expect(wordsOf({ ...entry, Event: 'node-frozen' }).short({ ...entry, Event: 'node-frozen' })).toContain('worker-1');
  });
});
