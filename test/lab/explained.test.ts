import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { requestCertificate } from '../../packages/core/src/node/request-certificate.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { loadIdentity } from '../../packages/core/src/wire/identity.ts';
import type { NodeIdentityMaterial } from '../../packages/core/src/wire/credentials.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { explainEnded } from '../../packages/tui/src/app/explain/ended.ts';
import { texts } from '../../packages/tui/src/screens/join/texts.ts';
import { nodeSight } from '../../packages/tui/src/testing/sight.ts';
import { Hosted, add } from '../tools/hosted-lab.ts';
import { channelTo, startLab } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';

/** Renews as whoever has a node's key and certificate can: with a key of its own, and without a token. */
async function renewedBy({ lab }: TestLab, stolen: NodeIdentityMaterial): Promise<NodeIdentityMaterial> {
  const channel = await channelTo(lab, { identity: stolen });
  try {
    const key = systemEntropy.newKey();
    const { certificatePem } = await requestCertificate({
      channel,
      csr: createRequest(key),
      token: '',
      realTime: systemClock,
      entropy: systemEntropy,
      signal: new AbortController().signal,
    });
    const trust = lab.nodes.get('manager-1')?.node.credentials.trust ?? expect.fail('there is no manager');
    return loadIdentity(certificatePem, key.privateKey, trust, Date.now());
  } finally {
    channel.destroy();
  }
}

describe('what explanations say', () => {
  it('of a stolen key: it renews, and so does what it was renewed to, until the node is removed', async () => {
    expect(texts.key.dangers[0]).toEqual([
      'the key is stolen later',
      'the thief is this node until it is removed: he renews',
    ]);
    await using test = await startLab();
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    let stolen = node.credentials.identity;
    const serials = new Set([stolen.tls.certificatePem]);
    for (let time = 0; time < 2; time++) {
      stolen = await renewedBy(test, stolen);
      serials.add(stolen.tls.certificatePem);
    }
    expect(serials.size).toBe(3);
    await test.lab.control.perform((state, context) => removeNode(state, node.id, { force: true }, context));
    await expect(renewedBy(test, stolen)).rejects.toThrow('A valid join token is necessary to join this cluster');
  });

  it('of a manager whose certificate has ended: it is demoted first, for it is not removed, not even by force', async () => {
    const manager = nodeSight({ id: 'm3', name: 'manager-3', role: 'manager', state: 'down' });
    const [todo = ''] = explainEnded(manager).long;
    expect(todo).toMatch(/docker node demote manager-3.*docker node rm --force manager-3/);
    expect(explainEnded({ ...manager, manager: false, desiredRole: 'worker' }).long[0]).not.toContain('demote');

    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Names: ['manager-2', 'manager-3'], Role: 'manager' });
    await hosted.lab.until('all lead or follow', ({ isSettled, state }) => isSettled && state.managers.size === 3);
    await lab.act('manager-3', 'stop');
    const { ID: id, Version: version, Spec: spec } = await hosted.client.inspectNode('manager-3');
    await expect(hosted.client.removeNode(id, true)).rejects.toThrow('It must be demoted to worker before removal');
    await hosted.client.updateNode(id, version.Index, { ...spec, Role: 'worker' });
    await hosted.lab.until('it is no manager any more', ({ state }) => state.managers.size === 2);
    await hosted.client.removeNode(id, true);
    await expect(hosted.client.inspectNode(id)).rejects.toThrow(/not found/);
  });
});
