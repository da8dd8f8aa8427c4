import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import {
  CA,
  Dispatcher,
  Health,
  IssuanceStatus_State,
  LogBroker,
  NodeCA,
} from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import type { CallOptions, Channel } from '../../packages/core/src/wire/network.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { identityOf } from '../../packages/core/src/x509/identity.ts';
import { addressOf, channelToManager, nodeOf, startSwarm } from '../tools/managers.ts';
import { joinOutside } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';

const { issueNodeCertificate, nodeCertificateStatus } = NodeCA.method;

const newRequest = (): Buffer => Buffer.from(createRequest(systemEntropy.newKey()));
const denied = (message: string) => ({ code: 'PermissionDenied', message: `Permission denied: ${message}` });
const inner = (message: string): string => `rpc error: code = PermissionDenied desc = ${message}`;

/** What a manager says when it passes a call on for a node. */
function forwardedFor(nodeId: string, organization: string, units: readonly string[]): CallOptions {
  return {
    metadata: {
      forwarded_cert: 'true',
      forwarded_cert_cn: nodeId,
      forwarded_cert_org: organization,
      forwarded_cert_ou: units,
    },
  };
}

/** `manager-1` leads, `manager-2` follows. */
describe('a swarm of two managers', () => {
  let test: TestLab;
  let lab: Lab;
  const channels: Channel[] = [];
  beforeAll(async () => {
    test = await startSwarm({ managers: 2, workers: 2 });
    ({ lab } = test);
  });
  afterAll(async () => {
    for (const channel of channels) channel.destroy();
    await test[Symbol.asyncDispose]();
  });

  /** A channel as one of the lab's nodes would open it, or as a stranger. */
  async function to(manager: 'leader' | 'follower', as?: string): Promise<Channel> {
    const name = manager === 'leader' ? 'manager-1' : 'manager-2';
    const channel = await channelToManager(lab, name, as ? nodeOf(lab, as).node.credentials.identity : undefined);
    channels.push(channel);
    return channel;
  }

  describe('of which one follows', () => {
    it('lets a stranger join by its token, and a member renew', async () => {
      const nobody = await to('follower');
      const { certificate: root } = await nobody.unary(CA.method.getRootCACertificate, {});
      expect(Buffer.from(root).toString()).toBe(lab.state.cluster.rootCa.caCert);

      const token = lab.joinToken('worker');
      const { nodeId } = await nobody.unary(issueNodeCertificate, { csr: newRequest(), token });
      const { status, certificate } = await nobody.unary(nodeCertificateStatus, { nodeId });
      expect(status?.state).toBe(IssuanceStatus_State.ISSUED);
      expect(readCertificates(certificate?.certificate ?? '').map((leaf) => identityOf(leaf).nodeId)).toEqual([nodeId]);
      await lab.control.perform((state, context) => removeNode(state, nodeId, { force: true }, context));

      const worker = await to('follower', 'worker-1');
      const csr = newRequest();
      const renewed = await worker.unary(issueNodeCertificate, { csr });
      expect(renewed.nodeId, 'the worker, and not the manager that passes it on').toBe(nodeOf(lab, 'worker-1').node.id);
      const { certificate: second } = await worker.unary(nodeCertificateStatus, { nodeId: renewed.nodeId });
      expect(Buffer.from(second?.csr ?? '')).toEqual(csr);
    });

    it('lets a stranger in with no less than a token', async () => {
      const nobody = await to('follower');
      await expect(nobody.unary(issueNodeCertificate, { csr: newRequest() })).rejects.toMatchObject({
        code: 'InvalidArgument',
        message: 'A valid join token is necessary to join this cluster',
      });
    });

    it('passes sessions on: whose they are, where it is, heartbeats, and what changes', async () => {
      const { identity, nodeId } = await joinOutside(addressOf(lab, 'manager-2'), lab.joinToken('worker')).then(
        (credentials) => ({ identity: credentials.identity, nodeId: credentials.identity.nodeId }),
      );
      const channel = await channelToManager(lab, 'manager-2', identity);
      channels.push(channel);
      const session = channel.serverStream(Dispatcher.method.session, { description: { hostname: 'outside' } });
      const { value } = await session.next();
      expect(value?.node?.id).toBe(nodeId);
      expect(value?.managers).toHaveLength(2);
      const { sessionId } = value ?? { sessionId: '' };
      const { period } = await channel.unary(Dispatcher.method.heartbeat, { sessionId });
      expect(Number(period?.seconds)).toBeGreaterThan(3);
      expect(lab.state.nodes.get(nodeId)).toMatchObject({
        description: { hostname: 'outside' },
        status: { state: 'ready', addr: '127.0.0.1' },
      });
      await lab.updateNode(nodeId, { availability: 'drain' });
      expect((await session.next()).value?.node?.spec?.availability).toBe(2);

      await lab.control.perform((state, context) => removeNode(state, nodeId, { force: true }, context));
      const removed = `node ${nodeId} was removed from swarm`;
      await expect(session.next()).rejects.toMatchObject(denied(removed));
      await expect(channel.unary(Dispatcher.method.heartbeat, { sessionId })).rejects.toMatchObject(denied(removed));
    });

    it('answers whether it is well by itself, to managers alone', async () => {
      const manager = await to('follower', 'manager-1');
      expect((await manager.unary(Health.method.check, { service: 'Raft' })).status).toBe(1);
      const worker = await to('follower', 'worker-1');
      const units = 'Permission denied: remote certificate not part of OUs: [swarm-manager]';
      await expect(worker.unary(Health.method.check, {})).rejects.toMatchObject(
        denied(`unauthorized peer role: ${inner(units)}`),
      );
    });

    it('says for whom it asks: a worker is denied, and whoever showed no certificate', async () => {
      const worker = await to('follower', 'worker-1');
      await expect(worker.unary(CA.method.getUnlockKey, {})).rejects.toMatchObject(
        denied('unauthorized forwarded role, expecting: [swarm-manager]'),
      );
      const nobody = await to('follower');
      await expect(nobody.unary(CA.method.getUnlockKey, {})).rejects.toMatchObject(
        denied('missing information in forwarded request'),
      );
      for (const stream of [
        nobody.serverStream(Dispatcher.method.session, {}),
        nobody.serverStream(LogBroker.method.listenSubscriptions, {}),
      ]) {
        await expect(stream.next()).rejects.toMatchObject(denied('missing information in forwarded request'));
      }
      const manager = await to('follower', 'manager-2');
      const { version } = await manager.unary(CA.method.getUnlockKey, {});
      expect(version?.index).toBe(BigInt(lab.state.cluster.version));
    });

    it('passes nothing on that was passed on already', async () => {
      const asked = { code: 'ResourceExhausted', message: 'more than one redirect to leader from: [127.0.0.1]' };
      const options = forwardedFor(nodeOf(lab, 'manager-1').node.id, lab.state.cluster.id, ['swarm-manager']);
      for (const as of ['worker-1', 'manager-1', undefined]) {
        const channel = await to('follower', as);
        await expect(channel.unary(CA.method.getUnlockKey, {}, options)).rejects.toMatchObject(asked);
        await expect(channel.serverStream(Dispatcher.method.session, {}, options).next()).rejects.toMatchObject(asked);
      }
    });
  });

  describe('of which one leads', () => {
    it('believes of nobody but a manager that it passes a call on', async () => {
      const claim = forwardedFor(nodeOf(lab, 'manager-1').node.id, lab.state.cluster.id, ['swarm-manager']);
      const reasons = {
        'worker-1': 'Permission denied: remote certificate not part of OUs: [swarm-manager]',
        nobody: 'no client certificates in request',
      };
      for (const [name, reason] of Object.entries(reasons)) {
        const channel = await to('leader', name === 'nobody' ? undefined : name);
        const why = `unauthorized forwarder role: ${inner(reason)}`;
        await expect(channel.unary(CA.method.getUnlockKey, {}, claim)).rejects.toMatchObject(denied(why));
        await expect(channel.unary(Health.method.check, {}, claim)).rejects.toMatchObject(denied(why));
        const session = channel.serverStream(Dispatcher.method.session, {}, claim);
        await expect(session.next()).rejects.toMatchObject(denied(why));
        await expect(channel.unary(issueNodeCertificate, { csr: newRequest() }, claim)).rejects.toMatchObject({
          message: 'A valid join token is necessary to join this cluster',
        });
      }
    });

    it('Q6 looks at whoever a manager speaks for, also at nodes that were removed', async () => {
      const { id } = lab.state.cluster;
      const manager = await to('leader', 'manager-2');
      const ask = (options: CallOptions) => manager.unary(Health.method.check, {}, options);
      const worker = nodeOf(lab, 'worker-2').node.id;
      await expect(ask(forwardedFor('', '', []))).rejects.toMatchObject(
        denied('missing information in forwarded request'),
      );
      await expect(ask(forwardedFor(worker, id, ['swarm-worker']))).rejects.toMatchObject(
        denied('unauthorized forwarded role, expecting: [swarm-manager]'),
      );
      await expect(ask(forwardedFor(worker, 'another', ['swarm-manager']))).rejects.toMatchObject(
        denied(`organization mismatch, expecting: ${id}`),
      );
      await lab.stop('worker-2');
      await lab.control.perform((state, context) => removeNode(state, worker, { force: true }, context));
      await expect(ask(forwardedFor(worker, id, ['swarm-manager']))).rejects.toMatchObject(
        denied(`node ${worker} was removed from swarm`),
      );
      // A mark that stands there twice is none: then the manager speaks for itself.
      const twice = { metadata: { ...forwardedFor(worker, id, []).metadata, forwarded_cert: ['true', 'true'] } };
      expect((await ask(twice)).status).toBe(1);
    });
  });
});
