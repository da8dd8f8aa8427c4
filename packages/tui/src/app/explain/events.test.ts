import { describe, expect, it } from 'vitest';
import { journalEvents } from '../../../../core/src/swarm/decision.ts';
import { eventWords, wordsOf } from './events.ts';

const entry = { Seq: 2, At: 0, ID: 'n1', Name: 'worker-1', Detail: { role: 'worker', nodes: '7' }, Cause: 1 };

describe('the words for events', () => {
  it('are there for what a lab tells, and for nothing else', () => {
    expect(Object.keys(eventWords).toSorted()).toEqual(journalEvents.toSorted());
  });

  it.each(journalEvents)('%s has a word, what happened, and what it means', (Event) => {
    const { word, what, short, long } = wordsOf({ ...entry, Event });
    expect(word).toMatch(/^[a-z -]{1,10}$/);
    expect(what({ ...entry, Event })).not.toBe('');
    expect(short({ ...entry, Event })).toMatch(/^[A-Z\w].*\.$/s);
    expect(long).toMatch(/^[A-Z].*\.$/s);
  });

  it('has a sentence also for what only later labs tell', () => {
    expect(wordsOf({ ...entry, Event: 'node-frozen' }).short({ ...entry, Event: 'node-frozen' })).toContain('worker-1');
  });

  it('says of a new manager what it may do: only who leads signs', () => {
    const joined = { ...entry, Event: 'manager-joined', Detail: { addr: '127.0.0.1:2377' } };
    expect(wordsOf(joined).short(joined)).toMatch(/has a vote, and it signs once it leads\.$/);
    const elected = { ...entry, Event: 'leader-elected' };
    expect(wordsOf(elected).short(elected)).toContain('it alone decides, and signs');
  });
});
