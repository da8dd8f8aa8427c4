import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLiveSwarms } from './live-swarms.ts';

const [root, former] = ['root', 'former'].map((text) => hash('sha256', text, 'hex'));

describe('what a client tells of swarms', () => {
  it('is digests', () => {
    const swarm = { name: 'lab', root, formerRoots: [former], tokens: [] };
    expect(readLiveSwarms({ swarms: [swarm] })).toEqual([swarm]);
    expect(readLiveSwarms({ swarms: [{ ...swarm, formerRoots: ['x', 7], tokens: ['SWMTKN-1-a-b'] }] })).toEqual([
      { ...swarm, formerRoots: [] },
    ]);
  });

  it.each([
    undefined,
    null,
    7,
    {},
    { swarms: 7 },
    { swarms: [null, 'x', { name: 'lab' }, { name: 'lab', root: 'x' }] },
  ])('may be none: %j', (given) => expect(readLiveSwarms(given)).toEqual([]));

  it('is bounded, whatever it is', () => {
    const many = Array.from({ length: 100 }, () => ({
      name: 'x'.repeat(300),
      root,
      formerRoots: Array(100).fill(root),
    }));
    const swarms = readLiveSwarms({ swarms: many });
    expect(swarms).toHaveLength(64);
    expect(swarms[0]?.formerRoots).toHaveLength(64);
    expect(swarms[0]?.name).toHaveLength(200);
    fc.assert(fc.property(fc.anything(), (given) => void readLiveSwarms(given)));
  });
});
