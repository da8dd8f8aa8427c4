import { describe, expect, it } from 'vitest';
import { fakeEngine, fakeLab, labSight } from '../../testing/fake-swarm.ts';
import { digestsOf } from '../engines/digests.ts';
import { liveSwarm, readHistory, withRoot } from './former-roots.ts';
import type { RootHistory } from './former-roots.ts';
import { LiveSwarmTeller } from './live-swarms.ts';

const digests = (root: string, cluster = 'c') => ({ cluster, root, issuer: '', tokens: ['t'] });

describe('the roots that a swarm has had', () => {
  it('are kept, the one of now as the last', () => {
    let history: RootHistory = {};
    for (const root of ['a', 'b', 'b', 'a', 'c']) history = withRoot(history, digests(root));
    expect(history).toEqual({ c: ['b', 'a', 'c'] });
    expect(withRoot(history, digests('c'))).toBe(history);
    expect(liveSwarm('lab', digests('c'), history)).toEqual({
      name: 'lab',
      root: 'c',
      tokens: ['t'],
      formerRoots: ['b', 'a'],
    });
  });

  it('are bounded, and so are the swarms', () => {
    let history: RootHistory = {};
    for (let at = 0; at < 100; at++) history = withRoot(history, digests('a', `c${at}`));
    for (let at = 0; at < 100; at++) history = withRoot(history, digests(`r${at}`, 'c99'));
    expect(Object.keys(history)).toHaveLength(64);
    expect(history['c99']).toHaveLength(32);
    expect(history['c99']?.at(-1)).toBe('r99');
  });

  it.each(['constructor', '__proto__', 'toString'])('are those of a swarm, whatever it calls itself: %s', (cluster) => {
    let history: RootHistory = {};
    for (const root of ['a', 'b']) history = withRoot(history, digests(root, cluster));
    expect(
      liveSwarm('lab', digests('b', cluster), readHistory(JSON.parse(JSON.stringify(history)))).formerRoots,
    ).toEqual(['a']);
  });

  it.each([undefined, null, 7, 'x', { c: 7 }])('may have been kept as anything: %j', (kept) => {
    expect(readHistory(kept)).toEqual({});
  });
});

describe('what the language server is told', () => {
  const next = { Root: { Digest: 'sha256:dd', Issuer: 'sha256:cc' }, WorkerToken: 'sha256:0c', ManagerToken: '' };

  it('is digests of what swarms have and have had, once for each change; kept from window to window', () => {
    const kept = new Map<string, unknown>();
    const memory = {
      keys: () => [],
      get: (key: string): undefined => kept.get(key) as undefined,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const [lab, engine] = [fakeLab(labSight([])), fakeEngine()];
    const told: unknown[] = [];
    const shown = [lab, engine];
    const teller = new LiveSwarmTeller(
      () => shown,
      memory,
      (swarms) => void told.push(swarms),
    );
    teller.followAll();
    teller.followAll();
    expect([lab.listeners, engine.listeners]).toEqual([1, 0]);
    lab.show(labSight([]));
    lab.show(labSight([], next));
    expect(told).toEqual([
      [{ name: 'lab', root: 'bb', formerRoots: [], tokens: ['0a', '0b'] }],
      [{ name: 'lab', root: 'dd', formerRoots: ['bb'], tokens: ['0c'] }],
    ]);
    const again: unknown[] = [];
    new LiveSwarmTeller(
      () => [lab],
      memory,
      (swarms) => void again.push(swarms),
    ).look();
    expect(again).toEqual([told[1]]);
    shown.shift();
    teller.followAll();
    expect([lab.listeners, told.at(-1)]).toEqual([0, []]);
    teller.dispose();
  });

  it('is nothing of a swarm that nobody shows', () => {
    const sight = labSight([]);
    expect(digestsOf({ ...sight, lab: undefined, swarm: undefined })).toBeUndefined();
  });
});
