import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { foundTestSwarm, viewOf } from '../testing/swarm.ts';
import type { Accepted, Effect } from '../swarm/decision.ts';
import { newNode } from '../swarm/found.ts';
import { answerTo, needs } from '../swarm/needs.ts';
import { refuse } from '../swarm/refusal.ts';
import type { Answered, Need } from '../swarm/needs.ts';
import type { SwarmState } from '../swarm/state.ts';
import { Control } from './control.ts';

async function start(fetch: (need: Need) => Promise<Answered> = () => Promise.reject(new Error('not asked for'))) {
  const log: string[] = [];
  let fails = false;
  const store = {
    commit: (changes: readonly unknown[]) => {
      if (fails) throw new Error('the disk is full');
      log.push(`${changes.length} rows`);
    },
  };
  const view = viewOf((await foundTestSwarm()).changes);
  const onError = (error: unknown): void => void log.push(String(error));
  const control = new Control(view, { store, clock: systemClock, entropy: systemEntropy, fetch, onError });
  control.onEffect(({ kind }) => log.push(kind));
  control.onJournal(({ event }) => log.push(event));
  return { control, log, setDiskFull: (full: boolean) => (fails = full) };
}

/** Adds a node, and says how many there were. */
function adding(id: string) {
  return ({ nodes }: SwarmState): Accepted<number> => ({
    outcome: 'accepted',
    changes: [{ kind: 'node', node: newNode(id, 'worker', 0) }],
    entry: { at: 0, event: 'node-accepted', nodeId: id },
    effects: [{ kind: 'sign', nodeId: id } satisfies Effect],
    reply: nodes.size,
  });
}

describe('Control', () => {
  it('writes rows first, then runs effects, then answers', async () => {
    const { control, log } = await start();
    await control.perform(adding('a')).then(() => log.push('answered'));
    expect(log).toEqual(['1 rows', 'node-accepted', 'sign', 'answered']);
    expect(control.state.nodes.has('a')).toBe(true);
  });

  it('goes on where a listener throws: others are called, and whoever asked is answered', async () => {
    const { control, log } = await start();
    const fail = (): never => {
      throw new Error('a fault');
    };
    control.onEffect(fail);
    control.onEffect(({ kind }) => log.push(`${kind} after it`));
    await Promise.all([control.perform(adding('a')), control.perform(adding('b'))]);
    const heard = ['sign', 'Error: a fault', 'sign after it'];
    expect(log.filter((line) => line !== 'node-accepted')).toEqual(['2 rows', ...heard, ...heard]);
  });

  it('writes together what was decided meanwhile, each decision seeing those before', async () => {
    const { control, log } = await start();
    const replies = await Promise.all(['a', 'b', 'c'].map((id) => control.perform(adding(id))));
    expect(replies).toEqual([1, 2, 3]);
    expect(log.filter((line) => line.endsWith('rows'))).toEqual(['3 rows']);
    const versions = ['a', 'b', 'c'].map((id) => control.state.nodes.get(id)?.version ?? 0);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
  });

  it('shows to nobody what is not on the disk', async () => {
    const { control } = await start();
    const answered = control.perform(adding('a'));
    expect(control.state.nodes.has('a')).toBe(false);
    await answered;
    expect(control.state.nodes.has('a')).toBe(true);
  });

  it('writes nothing and answers nothing when the disk refuses, and goes on from what lasts', async () => {
    const { control, log, setDiskFull } = await start();
    setDiskFull(true);
    const outcomes = await Promise.allSettled([control.perform(adding('a')), control.perform(adding('b'))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log).toEqual([]);
    expect(control.state.nodes.size).toBe(1);
    setDiskFull(false);
    expect(await control.perform(adding('b'))).toBe(1);
    expect(control.state.nodes.size).toBe(2);
  });

  it('passes on a refusal, and writes nothing', async () => {
    const { control, log } = await start();
    const refusing = (): never => {
      throw refuse('NotFound', 'not here');
    };
    await expect(control.perform(refusing)).rejects.toMatchObject({ code: 'NotFound' });
    expect(log).toEqual([]);
  });

  it('fetches what a command needs, and asks again with it; a command that is never content is given up', async () => {
    let asked = 0;
    const { control } = await start((need) => {
      asked++;
      return Promise.resolve({ need, answer: { caCert: 'made', caKey: '' } } as Answered);
    });
    const need: Need = { kind: 'generated-root' };
    expect(
      await control.request((state, _context, answered) =>
        answerTo(answered, need) ? adding('a')(state) : needs(need),
      ),
    ).toBe(1);
    expect(asked).toBe(1);
    await expect(control.request(() => needs(need))).rejects.toMatchObject({ code: 'Unavailable' });
    expect(asked).toBeLessThan(20);
  });

  it('asks anew when the swarm has changed so that the answer is to another question', async () => {
    const asked: string[] = [];
    const { control } = await start((need) => {
      asked.push(JSON.stringify(need));
      return Promise.resolve({ need, answer: true } as Answered);
    });
    const deciding = control.request((state, _context, answered) => {
      const need: Need = { kind: 'reachable-ca', caCert: String(state.nodes.size), urls: [] };
      return answerTo(answered, need) ? adding('b')(state) : needs(need);
    });
    await Promise.all([deciding, control.perform(adding('a'))]);
    expect(asked.map((text) => /"caCert":"(\d)"/.exec(text)?.[1])).toEqual(['1', '2']);
  });

  it('writes what waits when it is told to', async () => {
    const { control, log } = await start();
    const answered = control.perform(adding('a'));
    control.flush();
    expect(log[0]).toBe('1 rows');
    await answered;
  });
});
