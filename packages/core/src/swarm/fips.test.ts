import { describe, expect, it } from 'vitest';
import { TestSwarm, context, describing } from '../testing/swarm.ts';
import { fipsPrefix } from '../token/identifier.ts';
import { parseJoinToken } from '../token/join-token.ts';
import { defaultPace, reconcileRotation } from './reconcile.ts';

const organization = fipsPrefix + 'c'.repeat(25);

function tokensOf({ view }: TestSwarm): readonly string[] {
  const { workerToken = '', managerToken = '' } = view.secrets;
  return [workerToken, managerToken];
}

describe('a swarm whose organization begins with FIPS.', () => {
  it('AC-136 AC-044 demands FIPS in its first tokens, and in all that follow them', async () => {
    const swarm = await TestSwarm.found({}, organization);
    expect(swarm.cluster).toMatchObject({ id: organization, fips: true });
    const seen = [...tokensOf(swarm)];
    await swarm.update({}, { rotate: { workerToken: true, managerToken: true } });
    seen.push(...tokensOf(swarm));

    await swarm.rotate();
    const manager = swarm.node('m'.repeat(25));
    swarm.put({ ...manager, description: describing(swarm.view.targetIssuer) });
    swarm.perform((state) => reconcileRotation(state, defaultPace, context));
    expect(swarm.cluster.rootCa.rotation).toBeUndefined();
    seen.push(...tokensOf(swarm));

    expect(new Set(seen).size).toBe(6);
    for (const token of seen) {
      expect(token).toMatch(/^SWMTKN-2-1-/);
      expect(parseJoinToken(token).fips).toBe(true);
    }
  });

  it('AC-043 is what no other swarm is', async () => {
    const swarm = await TestSwarm.found();
    expect(swarm.cluster.fips).toBe(false);
    for (const token of tokensOf(swarm)) expect(token).toMatch(/^SWMTKN-1-/);
  });
});
