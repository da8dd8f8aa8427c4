import { describe, expect, it } from 'vitest';
import { swarmOf } from '../../../testing/engine-double.ts';
import { info } from '../../shapes/info.ts';
import { labStanding } from '../../shapes/extension/rotation.ts';
import type { LabStanding } from '../../shapes/extension/rotation.ts';
import { labClock } from '../../shapes/extension/clock.ts';
import { labSwarm } from '../../shapes/extension/rotation.ts';
import { labNodeRow } from '../../shapes/extension/node-row.ts';
import { nodeOfRow } from '../node-of-row.ts';
import type { NodeSight } from '../node-sight.ts';
import type { SwarmSight } from '../swarm-sight.ts';
import { swarmTime } from './lab-time.ts';
import { progressOf } from './progress.ts';
import { rootsOf, wantedIssuer } from '../roots.ts';
import { standingOf } from './standing.ts';

const oldRoot = { Digest: 'sha256:0d', Issuer: 'sha256:01' };
const newRoot = { Digest: 'sha256:ed', Issuer: 'sha256:e1' };

function nodeOf(id: string, fields: Partial<NodeSight> = {}): NodeSight {
  const row = { ...labNodeRow.zero, ID: id, Name: id, Issuer: oldRoot.Issuer, Root: oldRoot.Digest };
  return { ...nodeOfRow(row, undefined, undefined), ...fields };
}

function sightOf(nodes: readonly NodeSight[], { isUnderWay = true, root = oldRoot } = {}): SwarmSight {
  const swarm = { ...labSwarm.zero, Root: root };
  return {
    info: info.zero,
    swarm: undefined,
    refusal: undefined,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    lab: {
      version: 1,
      clock: { ...labClock.zero, Now: 1_000, Real: 50, Speed: 60 },
      swarm: isUnderWay ? { ...swarm, Rotation: { Root: newRoot, Since: 500, Awaited: 1 } } : swarm,
      journal: [],
    },
  };
}

const engineSight = (fields: Parameters<typeof swarmOf>[0], nodes: readonly NodeSight[] = []): SwarmSight => ({
  ...sightOf(nodes),
  lab: undefined,
  swarm: swarmOf(fields),
});

describe('the roots of a swarm', () => {
  it('are, of a lab, the one that is trusted and the one on its way in', () => {
    const roots = rootsOf(sightOf([]));
    expect(roots).toMatchObject({
      trusted: { issuer: oldRoot.Issuer, digest: oldRoot.Digest },
      coming: { issuer: newRoot.Issuer, digest: newRoot.Digest },
    });
    expect(roots && wantedIssuer(roots)).toBe(newRoot.Issuer);
  });

  it('are not known where the engine does not show its swarm', () => {
    expect(rootsOf({ ...engineSight({}), swarm: undefined })).toBeUndefined();
    expect(progressOf(undefined)).toMatchObject({ stage: 'none', nodes: 0, known: undefined });
  });
});

describe('how far a rotation is', () => {
  const renewed = { issuer: newRoot.Issuer };
  const all = { issuer: newRoot.Issuer, root: newRoot.Digest };

  it.each([
    ['renewing', 1, 0, sightOf([nodeOf('a', renewed), nodeOf('b')])],
    ['completing', 1, 0, sightOf([nodeOf('a', renewed), nodeOf('gone', { state: 'removed' })])],
    ['spreading', 2, 1, sightOf([nodeOf('a', all), nodeOf('b', renewed)], { isUnderWay: false, root: newRoot })],
    ['none', 2, 2, sightOf([nodeOf('a', all), nodeOf('b', all)], { isUnderWay: false, root: newRoot })],
  ] as const)('is %s', (stage, certificates, roots, sight) => {
    expect(progressOf(sight)).toMatchObject({
      stage,
      certificates,
      roots,
      isUnderWay: sight.lab?.swarm.Rotation !== undefined,
    });
  });

  it('counts nobody as trusting the new root before the end', () => {
    expect(progressOf(sightOf([nodeOf('a', all)]))).toMatchObject({ stage: 'completing', roots: 0, since: 500 });
  });

  it('is over for who has never reported anything, and has not begun to trust either', () => {
    const sight = sightOf([nodeOf('a', { issuer: undefined, root: undefined })], { isUnderWay: false });
    expect(progressOf(sight)).toMatchObject({ stage: 'none', nodes: 1, certificates: 0, roots: 0 });
  });
});

describe('how a node stands', () => {
  const progress = progressOf(sightOf([]));
  const over = progressOf(sightOf([], { isUnderWay: false, root: newRoot }));
  const told = (fields: Partial<LabStanding>): LabStanding => ({ ...labStanding.zero, ID: 'a', ...fields });

  it.each([
    ['late', {}],
    ['away', { state: 'down' }],
    ['told', { issuance: 'rotate' }],
    ['signing', { issuance: 'pending' }],
    ['never-reported', { issuer: undefined, root: undefined, state: 'down' }],
    [undefined, { issuer: newRoot.Issuer }],
  ] as const)('is %s by what any engine shows', (reason, fields) => {
    expect(standingOf(nodeOf('a', fields), progress)).toMatchObject({ reason, since: undefined });
  });

  it.each([
    ['behind', { issuer: newRoot.Issuer }],
    ['away', { issuer: newRoot.Issuer, state: 'down' }],
    [undefined, { issuer: newRoot.Issuer, root: newRoot.Digest }],
  ] as const)('is, after the end, %s', (reason, fields) => {
    expect(standingOf(nodeOf('a', fields), over).reason).toBe(reason);
  });

  it('is what its lab says', () => {
    const standing = standingOf(nodeOf('a'), progress, told({ Why: 'queued', Since: 7, Next: 'Wait.' }));
    expect(standing).toMatchObject({ reason: 'queued', since: 7, next: 'Wait.' });
  });

  it('is not what its lab said before it renewed, unless nobody can reach it', () => {
    const done = nodeOf('a', { issuer: newRoot.Issuer });
    expect(standingOf(done, progress, told({ Why: 'told' })).reason).toBeUndefined();
    expect(standingOf(done, progress, told({ Why: 'stranded', Stranded: true })).reason).toBe('stranded');
  });

  it('is in the words of a later lab, where it has some', () => {
    const later = told({ Why: 'asleep' });
    expect(standingOf(nodeOf('a'), progress, later)).toMatchObject({ reason: 'other', told: 'asleep' });
  });
});

it('lab time is counted on from the last answer', () => {
  const sight = sightOf([]);
  expect([swarmTime(sight, 150), swarmTime(sight, 0), swarmTime(undefined, 9)]).toEqual([7_000, 1_000, 9]);
});
