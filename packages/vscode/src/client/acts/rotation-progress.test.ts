import { describe, expect, it } from 'vitest';
import { engineSight, labSight, nodeSight } from '../../testing/fake-swarm.ts';
import { RotationWatch, rotationProgress } from './rotation-progress.ts';

const late = { tlsStatus: 'Needs Rotation' } as const;
const rotation = { Root: { Digest: 'sha256:dd', Issuer: 'sha256:cc' }, Since: 1, Awaited: 1 };
const next = { Root: rotation.Root, WorkerToken: 'sha256:0c', ManagerToken: 'sha256:0d' };
const [a, b] = [nodeSight({ id: 'a' }), nodeSight({ id: 'b' })];
const lateA = nodeSight({ id: 'a', ...late });

describe('how far a rotation is', () => {
  it('is told in phases, and says who holds it up', () => {
    const down = nodeSight({ id: 'down', state: 'down', ...late });
    const silent = nodeSight({ id: 'silent', tlsStatus: 'Unknown' });
    const gone = nodeSight({ id: 'gone', state: 'removed', ...late });
    const renewing = rotationProgress(labSight([lateA, b, down, silent, gone], { Rotation: rotation }));
    expect(renewing).toMatchObject({ phase: 'renewing', done: 1, nodes: 4 });
    expect(renewing.blockers.map(({ node, why }) => [node.id, why])).toEqual([
      ['down', 'down'],
      ['silent', 'silent'],
    ]);
    expect(rotationProgress(labSight([a, b], { Rotation: rotation })).phase).toBe('completing');
    expect(rotationProgress(labSight([lateA, b], next)).phase).toBe('trusting');
    expect(rotationProgress(labSight([a, b], next)).phase).toBe('none');
  });

  it('is seen of a real engine by what that tells', () => {
    const sight = engineSight([lateA, b]);
    const rotates = { ...sight, swarm: sight.swarm && { ...sight.swarm, RootRotationInProgress: true } };
    expect(rotationProgress(rotates)).toMatchObject({ phase: 'renewing', done: 1, nodes: 2 });
  });
});

describe('a rotation that is watched', () => {
  it('has not ended before it has begun, and not before all trust the new root', () => {
    const watch = new RotationWatch(labSight([a, b]));
    expect(watch.see(labSight([a, b]))).toBeUndefined();
    expect(watch.see(labSight([lateA, b], { Rotation: rotation }))).toBeUndefined();
    expect(watch.see(labSight([a, b], { Rotation: rotation }))).toBeUndefined();
    expect(watch.see(labSight([lateA, b], next))).toBeUndefined();
    expect(watch.see(labSight([a, b], next))).toEqual({ root: 'cc', isNewRoot: true, areNewTokens: true });
  });

  it('may have ended before it was looked at', () => {
    expect(new RotationWatch(labSight([a])).see(labSight([a], next))?.isNewRoot).toBe(true);
  });

  it('may be aborted: then root and tokens are as they were', () => {
    const watch = new RotationWatch(labSight([lateA], { Rotation: rotation }));
    expect(watch.see(labSight([a]))).toEqual({ root: 'aa', isNewRoot: false, areNewTokens: false });
  });
});
