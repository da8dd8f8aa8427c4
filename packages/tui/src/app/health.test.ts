import { describe, expect, it } from 'vitest';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { healthOf } from './health.ts';

const certificate = { notBefore: 0, notAfter: 100, renewFrom: 50, renewUntil: 80, serial: '1' };
const node = { id: 'n', name: 'n', state: 'ready', certificate, issuer: 'old', issuance: 'issued' } as NodeSight;

/** Each way in which a node can stand, and the moment. */
const standings: readonly (readonly [Partial<NodeSight>, now: number])[] = [
  [{}, 10],
  [{}, 60],
  [{}, 90],
  [{}, 101],
  [{}, -1],
  [{ state: 'down' }, 10],
  [{ error: 'no manager' }, 10],
  [{ issuer: 'other' }, 10],
  [{ issuance: 'pending' }, 10],
  [{ state: 'removed' }, 10],
  [{ certificate: undefined }, 10],
  [{ certificate: undefined, state: 'down' }, 10],
];

describe('how a node stands', () => {
  const all = standings.map(([changed, now]) => healthOf({ ...node, ...changed }, now, 'old'));

  it('is a word of its own each time, and no two signs of other words differ by colour alone', () => {
    for (const one of all) expect(one.word).toMatch(/\S/);
    const tones = new Map<string, Set<string>>();
    for (const { sign, tone } of all) tones.set(sign, (tones.get(sign) ?? new Set()).add(tone));
    // A cross is a cross: that it is expired, and not down, the words say, and the rank.
    const ambiguous = [...tones].filter(([sign, of]) => of.size > 1 && sign !== '✗');
    expect(ambiguous).toEqual([]);
  });

  it('says how far a certificate has come in the word of its issuance', () => {
    expect(all[8]?.word).toBe('pending');
  });
});
