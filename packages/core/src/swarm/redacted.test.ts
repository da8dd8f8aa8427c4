import { hash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { noon, makeRoot, pkcs8Pem } from '../testing/certificates.ts';
import { TestSwarm } from '../testing/swarm.ts';
import { defaultOverlay, defaultTuning } from './found.ts';
import { getCluster, listClusters } from './redacted.ts';

let swarm: TestSwarm;
beforeEach(async () => {
  swarm = await TestSwarm.found({ autoLockManagers: false });
});

const shown = (): ReturnType<typeof getCluster> => getCluster(swarm.view, swarm.cluster.id);

describe('what is shown of a swarm', () => {
  it('AC-123 wants to know which, and knows one', () => {
    expect(() => getCluster(swarm.view, '')).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', message: 'invalid argument' }),
    );
    expect(() => getCluster(swarm.view, 'x')).toThrow(
      expect.objectContaining({ code: 'NotFound', message: 'cluster x not found' }),
    );
    expect(listClusters(swarm.view)).toEqual([shown()]);
  });

  it('AC-123 holds the root, its digest and the join tokens, and none of its secrets', async () => {
    await swarm.update({ autoLockManagers: true });
    const { rootCa, tlsInfo, spec, overlay } = shown();
    const { caCert } = swarm.cluster.rootCa;
    const { workerToken, managerToken, rootKey, unlockKey } = swarm.view.secrets;
    expect(rootCa).toMatchObject({
      caCert,
      caCertHash: `sha256:${hash('sha256', caCert, 'hex')}`,
      joinTokens: { worker: workerToken, manager: managerToken },
      rotation: undefined,
    });
    expect(tlsInfo).toEqual({ trustRoot: caCert, ...swarm.view.targetIssuer });
    expect(spec).toEqual({ ...swarm.cluster.spec, tuning: defaultTuning });
    expect(overlay).toEqual(defaultOverlay);
    const text = JSON.stringify(shown());
    for (const secret of [rootKey, unlockKey]) {
      expect(secret).toMatch(/.{20}/);
      expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    expect(Object.keys(shown())).not.toContain('fips');
  });

  it('AC-077 shows a rotation without the new key, the old one, and the CA that was asked for', async () => {
    const desired = await makeRoot(noon);
    const signingCaKey = pkcs8Pem(desired.key);
    await swarm.update({ signingCaCert: desired.pem, signingCaKey });
    const { rotation } = swarm.cluster.rootCa;
    for (const cluster of [shown(), ...listClusters(swarm.view)]) {
      expect(cluster.rootCa.rotation).toEqual(rotation);
      expect(cluster.rootCa.caCert).not.toBe(desired.pem);
      expect(cluster.tlsInfo.publicKey).toBe(Buffer.from(desired.certificate.spki).toString('base64'));
      expect(Object.keys(cluster.spec)).not.toContain('signingCaCert');
      expect(JSON.stringify(cluster)).not.toContain('PRIVATE KEY');
    }
    expect(swarm.view.secrets.rotationKey).toBe(signingCaKey);
  });

  it('shows nothing that was added to a row without a thought', () => {
    const { cluster } = swarm;
    const odd = { ...cluster, surprise: 'secret', spec: { ...cluster.spec, surprise: 'secret' } };
    swarm.view.apply([{ kind: 'cluster', cluster: odd }]);
    expect(JSON.stringify(swarm.cluster)).toContain('surprise');
    expect(JSON.stringify(shown())).not.toContain('surprise');
  });
});
