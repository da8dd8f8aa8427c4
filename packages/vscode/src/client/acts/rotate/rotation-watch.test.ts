import { describe, expect, it } from 'vitest';
import { labSight, nodeSight } from '../../../testing/fake-swarm.ts';
import { RotationWatch } from './rotation-watch.ts';

const rotation = { Root: { Digest: 'sha256:dd', Issuer: 'sha256:cc' }, Since: 1, Awaited: 1 };
const next = { Root: rotation.Root, WorkerToken: 'sha256:0c', ManagerToken: 'sha256:0d' };
const before = [nodeSight({ id: 'a' }), nodeSight({ id: 'b' })];
const renewed = before.map((node) => ({ ...node, issuer: 'sha256:cc' }));
const trusting = renewed.map((node) => ({ ...node, root: 'sha256:dd' }));

describe('a rotation that is watched', () => {
  it('has not ended before it has begun, and not before all trust the new root', () => {
    const watch = new RotationWatch(labSight(before));
    expect(watch.see(labSight(before))).toBeUndefined();
    expect(watch.see(labSight(before, { Rotation: rotation }))).toBeUndefined();
    expect(watch.see(labSight(renewed, { Rotation: rotation }))).toBeUndefined();
    expect(watch.see(labSight([...trusting.slice(1), ...renewed.slice(0, 1)], next))).toBeUndefined();
    expect(watch.see(labSight(trusting, next))).toEqual({ root: 'cc', isNewRoot: true, areNewTokens: true });
  });

  it('may have ended before it was looked at', () => {
    expect(new RotationWatch(labSight(before)).see(labSight(trusting, next))?.isNewRoot).toBe(true);
  });

  it('may be aborted: then root and tokens are as they were', () => {
    const watch = new RotationWatch(labSight(before, { Rotation: rotation }));
    expect(watch.see(labSight(before))).toEqual({ root: 'aa', isNewRoot: false, areNewTokens: false });
  });
});
