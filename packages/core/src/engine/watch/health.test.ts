import { describe, expect, it } from 'vitest';
import { byNumberedText, healthOf, worstFirst } from './health.ts';
import type { Standing } from './health.ts';
import type { NodeSight } from './node-sight.ts';

const certificate = { notBefore: 0, notAfter: 100, renewFrom: 50, renewUntil: 80, serial: '1' };
const node = { id: 'n', name: 'n', state: 'ready', certificate, issuer: 'old', issuance: 'issued' } as NodeSight;

describe('how a node stands', () => {
  it.each<readonly [Standing, Partial<NodeSight>, now: number]>([
    ['ready', {}, 10],
    ['renews-soon', {}, 60],
    ['overdue', {}, 90],
    ['expired', {}, 101],
    ['not-yet-valid', {}, -1],
    ['down', { state: 'down' }, 10],
    ['disconnected', { state: 'disconnected' }, 10],
    ['failing', { error: 'no manager' }, 10],
    ['waiting', { issuer: 'other' }, 10],
    ['issuing', { issuance: 'pending' }, 10],
    ['removed', { state: 'removed' }, 10],
    ['unknown', { certificate: undefined }, 10],
    ['down', { certificate: undefined, state: 'down' }, 10],
    // The end of a certificate is worse than whatever else there is.
    ['expired', { state: 'down', error: 'no manager' }, 101],
  ])('%s', (standing, changed, now) => {
    expect(healthOf({ ...node, ...changed }, now, 'old').standing).toBe(standing);
  });

  it('says how much is left', () => {
    expect(healthOf(node, 25, 'old')).toMatchObject({ left: 0.75, leftMs: 75 });
    expect(healthOf(node, 150, 'old')).toMatchObject({ left: 0, leftMs: -50 });
    expect(healthOf({ ...node, certificate: undefined }, 25, 'old')).toMatchObject({ left: undefined });
  });

  it('is worse, the sooner nobody speaks with it any more', () => {
    const judged = (name: string, changed: Partial<NodeSight>, now = 10) => {
      const one = { ...node, name, ...changed };
      return { node: one, health: healthOf(one, now, 'old') };
    };
    const later = { ...certificate, notAfter: 200 };
    const all = [
      judged('worker-10', {}),
      judged('worker-9', {}),
      judged('later', { certificate: later }),
      judged('removed', { state: 'removed' }),
      judged('expired', {}, 101),
      judged('overdue', {}, 90),
      judged('down', { state: 'down' }),
      judged('waiting', { issuer: 'other' }),
    ];
    expect(all.toSorted(worstFirst).map(({ node: { name } }) => name)).toEqual([
      'expired',
      'overdue',
      'down',
      'waiting',
      'worker-9',
      'worker-10',
      'later',
      'removed',
    ]);
  });
});

describe('names with numbers', () => {
  it('are in the order of these', () => {
    const names = ['worker-10', 'worker-9', 'a', 'worker', '10', '9'];
    expect(names.toSorted(byNumberedText)).toEqual(['9', '10', 'a', 'worker', 'worker-9', 'worker-10']);
  });
});
