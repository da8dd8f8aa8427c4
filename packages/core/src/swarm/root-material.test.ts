import { describe, expect, it } from 'vitest';
import { rootMaterialOf, sameRootMaterial } from './root-material.ts';
import type { RootMaterial } from './root-material.ts';
import { TestSwarm } from '../testing/swarm.ts';

describe('sameRootMaterial', () => {
  it('AC-082 passes over join tokens, and sees a change of anything else', async () => {
    const swarm = await TestSwarm.found();
    await swarm.rotate();
    const before = rootMaterialOf(swarm.view);
    await swarm.update({}, { rotate: { workerToken: true, managerToken: true } });
    expect(sameRootMaterial(before, rootMaterialOf(swarm.view))).toBe(true);

    const { rootCa } = before;
    const { rotation } = rootCa;
    if (rotation === undefined) throw new Error('no rotation has begun');
    const others: Readonly<Record<string, RootMaterial>> = {
      root: { ...before, rootCa: { ...rootCa, caCert: 'another' } },
      'its key': { ...before, rootKey: 'another' },
      'no key': { ...before, rootKey: undefined },
      counter: { ...before, rootCa: { ...rootCa, lastForcedRotation: 7 } },
      'no rotation': { ...before, rootCa: { ...rootCa, rotation: undefined } },
      'rotation root': { ...before, rootCa: { ...rootCa, rotation: { ...rotation, caCert: 'another' } } },
      'rotation key': { ...before, rotationKey: 'another' },
      'cross-signed': { ...before, rootCa: { ...rootCa, rotation: { ...rotation, crossSignedCaCert: 'another' } } },
    };
    for (const [what, other] of Object.entries(others)) {
      expect(sameRootMaterial(before, other), what).toBe(false);
      expect(sameRootMaterial(other, before), what).toBe(false);
    }
  });
});
