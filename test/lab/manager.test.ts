import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { formatUnlockKey } from '../../packages/core/src/token/unlock-key.ts';
import { callWithCertificate, readServedRoot } from '../../packages/core/src/lab/evidence.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { parseAddress } from '../../packages/core/src/wire/address.ts';
import type { Node } from '../../packages/core/src/node/node.ts';
import {
  CA,
  Dispatcher,
  Health,
  IssuanceStatus_State,
  LogBroker,
  NodeCA,
  NodeRole,
  RaftMembership,
} from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import type { Channel } from '../../packages/core/src/wire/network.ts';
import { shownIdentity } from '../../packages/core/src/wire/shown-identity.ts';
import { connect } from '../../packages/core/src/wire/tls/connect.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { bothSigners, channelTo, joinOutside, startLab } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';

const { issueNodeCertificate, nodeCertificateStatus } = NodeCA.method;
const day = 24 * 3_600_000;

function newRequest(): Buffer {
  return Buffer.from(createRequest(systemEntropy.newKey()));
}

function peerDenied(reason: string): string {
  return `Permission denied: unauthorized peer role: rpc error: code = PermissionDenied desc = ${reason}`;
}

describe.each(bothSigners)('the manager’s port, the CA being %s,', (signedBy) => {
  let test: TestLab;
  let lab: Lab;
  let nobody: Channel;
  beforeAll(async () => {
    test = await startLab({ signedBy });
    ({ lab } = test);
    nobody = await channelTo(lab);
  });
  afterAll(async () => {
    nobody.destroy();
    await test[Symbol.asyncDispose]();
  });

  let count = 0;
  async function joined(role: 'worker' | 'manager' = 'worker'): Promise<{ node: Node; channel: Channel } & Disposable> {
    const { node } = await lab.join(`node-${++count}`, lab.joinToken(role));
    const channel = await channelTo(lab, { as: node });
    return { node, channel, [Symbol.dispose]: () => channel.destroy() };
  }

  it('AC-041 AC-050 serves the root to anyone, byte for byte', async () => {
    const { certificate } = await nobody.unary(CA.method.getRootCACertificate, {});
    expect(Buffer.from(certificate).toString()).toBe(lab.manager.state.cluster.rootCa.caCert);
  });

  it('AC-051 does not know a node that is not there, and wants to be told which', async () => {
    await expect(nobody.unary(nodeCertificateStatus, { nodeId: '123' })).rejects.toMatchObject({
      code: 'NotFound',
      message: 'NotFound',
    });
    await expect(nobody.unary(nodeCertificateStatus, {})).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'InvalidArgument',
    });
  });

  it.each(['worker', 'manager'] as const)(
    'AC-053 AC-060 issues a %s’s certificate for its token, for 90 days',
    async (role) => {
      const { nodeId, nodeMembership } = await nobody.unary(issueNodeCertificate, {
        csr: newRequest(),
        token: lab.joinToken(role),
      });
      expect(nodeMembership).toBe(1);
      const { status, certificate } = await nobody.unary(nodeCertificateStatus, { nodeId });
      expect(status?.state).toBe(IssuanceStatus_State.ISSUED);
      expect(certificate).toMatchObject({ cn: nodeId, role: role === 'worker' ? NodeRole.WORKER : NodeRole.MANAGER });
      const [leaf] = readCertificates(certificate?.certificate ?? '');
      expect(Math.abs((leaf?.notAfter ?? 0) - Date.now() - 90 * day)).toBeLessThan(60_000);
      expect(leaf?.facts.dnsNames).toEqual(
        role === 'worker' ? ['swarm-worker', nodeId] : ['swarm-manager', nodeId, 'swarm-ca'],
      );
    },
  );

  it('AC-054 accepts rubbish as a request, and says of the certificate that it failed', async () => {
    const asked = { csr: Buffer.from('random garbage'), token: lab.joinToken('worker') };
    const { nodeId } = await nobody.unary(issueNodeCertificate, asked);
    const { status, certificate } = await nobody.unary(nodeCertificateStatus, { nodeId });
    expect(status?.state).toBe(IssuanceStatus_State.FAILED);
    expect(status?.err).toContain('CSR Decode failed');
    expect(certificate?.certificate).toHaveLength(0);
  });

  it('AC-055 renews a node that shows its certificate, without a token', async () => {
    using worker = await joined();
    const { nodeId } = await worker.channel.unary(issueNodeCertificate, { csr: newRequest(), role: NodeRole.MANAGER });
    expect(nodeId).toBe(worker.node.id);
    const { certificate } = await nobody.unary(nodeCertificateStatus, { nodeId });
    expect(certificate?.role).toBe(NodeRole.WORKER);
  });

  it('AC-057 lets nobody in without a token, whatever role is asked for', async () => {
    for (const [token, role] of [
      ['', NodeRole.MANAGER],
      ['wrong', NodeRole.WORKER],
    ] as const) {
      await expect(nobody.unary(issueNodeCertificate, { csr: newRequest(), token, role })).rejects.toMatchObject({
        code: 'InvalidArgument',
        message: 'A valid join token is necessary to join this cluster',
      });
    }
  });

  it('AC-058 has no unlock key while autolock is off, and tells the version of the cluster; managers alone may ask', async () => {
    using manager = await joined('manager');
    using worker = await joined();
    const { unlockKey, version } = await manager.channel.unary(CA.method.getUnlockKey, {});
    expect(unlockKey).toHaveLength(0);
    expect(version?.index).toBe(BigInt(lab.manager.state.cluster.version));
    await expect(worker.channel.unary(CA.method.getUnlockKey, {})).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: peerDenied('Permission denied: remote certificate not part of OUs: [swarm-manager]'),
    });
    await expect(nobody.unary(CA.method.getUnlockKey, {})).rejects.toMatchObject({
      message: peerDenied('no client certificates in request'),
    });
  });

  it('AC-059 hands out the unlock key as soon as managers are locked, with a version that is as new', async () => {
    await using own = await startLab({ signedBy });
    const { node } = await own.lab.join('manager', own.lab.joinToken('manager'));
    const channel = await channelTo(own.lab, { as: node });
    await own.lab.update({ autoLockManagers: true });
    const { unlockKey, version } = await channel.unary(CA.method.getUnlockKey, {});
    expect(formatUnlockKey(unlockKey)).toBe(own.lab.readSecrets().unlockKey);
    expect(Number(version?.index)).toBeGreaterThanOrEqual(own.lab.state.cluster.version);
    channel.destroy();
  });

  it('waits for a certificate that is not there yet until the caller’s deadline', async () => {
    const pending = { nodeId: 'p'.repeat(25) };
    const { manager } = lab;
    const [any] = manager.state.nodes.values();
    if (any === undefined) throw new Error('no node');
    await lab.control.perform((_state, { now }) => ({
      outcome: 'accepted',
      changes: [
        {
          kind: 'node',
          node: {
            ...any,
            id: pending.nodeId,
            manager: undefined,
            updatedAt: now,
            membership: 'pending',
            certificate: { ...any.certificate, state: 'pending' },
          },
        },
      ],
      entry: undefined,
      effects: [],
      reply: undefined,
    }));
    await expect(nobody.unary(nodeCertificateStatus, pending, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'DeadlineExceeded',
    });
    await lab.control.perform((state, context) => removeNode(state, pending.nodeId, { force: true }, context));
    await expect(nobody.unary(nodeCertificateStatus, pending)).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('AC-145 AC-148 denies everything of a member’s to a caller without certificate, in Docker’s words', async () => {
    const denied = { code: 'PermissionDenied', message: peerDenied('no client certificates in request') };
    await expect(nobody.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject(denied);
    await expect(nobody.serverStream(Dispatcher.method.session, {}).next()).rejects.toMatchObject(denied);
    await expect(nobody.serverStream(Dispatcher.method.assignments, {}).next()).rejects.toMatchObject(denied);
    await expect(nobody.serverStream(LogBroker.method.listenSubscriptions, {}).next()).rejects.toMatchObject(denied);
    await expect(nobody.unary(Health.method.check, {})).rejects.toMatchObject(denied);
    await expect(nobody.unary(RaftMembership.method.join, {})).rejects.toMatchObject(denied);
  });

  it('does not believe what a caller says it forwards', async () => {
    using worker = await joined();
    const metadata = {
      forwarded_cert: 'true',
      forwarded_cert_cn: lab.manager.state.cluster.id,
      forwarded_cert_ou: 'swarm-manager',
      forwarded_cert_org: lab.manager.state.cluster.id,
    };
    for (const channel of [nobody, worker.channel]) {
      await expect(channel.unary(CA.method.getUnlockKey, {}, { metadata })).rejects.toMatchObject({
        code: 'PermissionDenied',
      });
      await expect(channel.unary(Health.method.check, {}, { metadata })).rejects.toMatchObject({
        code: 'PermissionDenied',
      });
    }
  });

  it('tells managers that it is well, and knows no other services', async () => {
    using manager = await joined('manager');
    for (const service of ['', 'Raft'])
      expect((await manager.channel.unary(Health.method.check, { service })).status).toBe(1);
    await expect(manager.channel.unary(Health.method.check, { service: 'ControlAPI' })).rejects.toMatchObject({
      code: 'NotFound',
      message: 'unknown service',
    });
  });

  it('AC-147 begins a session with its id, the node, where managers are, and the root', async () => {
    using worker = await joined();
    const sessionId = '';
    const { value } = await worker.channel.serverStream(Dispatcher.method.session, { sessionId }).next();
    expect(value?.sessionId).toMatch(/^[0-9a-z]{25}$/);
    expect(value?.node?.id).toBe(worker.node.id);
    expect(value?.managers[0]?.peer?.addr).toBe(lab.manager.address);
    expect(value?.managers.length).toBe([...lab.state.nodes.values()].filter((node) => node.manager).length);
    expect(Buffer.from(value?.rootCa ?? '').toString()).toBe(lab.manager.state.cluster.rootCa.caCert);
    expect(value?.networkBootstrapKeys).toEqual([]);
  });

  it('AC-145 AC-146 opens another session each time, yet not the fourth within seconds; resuming is not counted', async () => {
    using worker = await joined();
    await lab.stop(`node-${count}`);
    const open = async (sessionId: string): Promise<string> => {
      const { value } = await worker.channel.serverStream(Dispatcher.method.session, { sessionId }).next();
      return value?.sessionId ?? '';
    };
    const first = await open('');
    expect(await open(first)).toBe(first);
    const seen = new Set([first]);
    const refused = async (): Promise<unknown> => {
      for (let tries = 0; tries < 4; tries++) seen.add(await open(''));
      return undefined;
    };
    await expect(refused()).rejects.toMatchObject({
      code: 'Unavailable',
      message: `node ${worker.node.id} exceeded rate limit count of registrations`,
    });
    expect(seen.size).toBeGreaterThan(1);
  });

  it('answers a heartbeat with a period around five seconds, and knows sessions', async () => {
    using worker = await joined();
    // Its own session would be replaced by the one that is opened here, and replace that in turn.
    await lab.stop(`node-${count}`);
    const beat = (sessionId: string) => worker.channel.unary(Dispatcher.method.heartbeat, { sessionId });
    const { value } = await worker.channel.serverStream(Dispatcher.method.session, {}).next();
    const { period } = await beat(value?.sessionId ?? '');
    const ms = Number(period?.seconds) * 1000 + (period?.nanos ?? 0) / 1e6;
    expect(ms).toBeGreaterThanOrEqual(4500);
    expect(ms).toBeLessThanOrEqual(5500);
    await expect(beat('another')).rejects.toMatchObject({ code: 'InvalidArgument', message: 'session invalid' });
  });

  it('does not know a session of a node that opened none', async () => {
    const keys = systemEntropy.newKey();
    const asked = { csr: Buffer.from(createRequest(keys)), token: lab.joinToken('worker') };
    const { nodeId } = await nobody.unary(issueNodeCertificate, asked);
    const { certificate } = await nobody.unary(nodeCertificateStatus, { nodeId });
    const [leaf] = readCertificates(certificate?.certificate ?? '');
    if (leaf === undefined) throw new Error('no certificate was issued');
    const channel = await channelTo(lab, { identity: shownIdentity([leaf], keys.privateKey) });
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({
      code: 'NotFound',
      message: 'node not registered',
    });
    channel.destroy();
  });

  it('hears no more of a removed node: its session ends, its calls and renewals are denied', async () => {
    using worker = await joined();
    const session = worker.channel.serverStream(Dispatcher.method.session, {});
    const { value } = await session.next();
    await lab.stop(`node-${count}`);
    await lab.control.perform((state, context) => removeNode(state, worker.node.id, { force: true }, context));
    const removed = `node ${worker.node.id} was removed from swarm`;
    await expect(session.next()).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: expect.stringContaining(removed),
    });
    await expect(
      worker.channel.unary(Dispatcher.method.heartbeat, { sessionId: value?.sessionId ?? '' }),
    ).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: expect.stringContaining(removed),
    });
    await expect(worker.channel.unary(issueNodeCertificate, { csr: newRequest() })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'A valid join token is necessary to join this cluster',
    });
  });

  it('lets no engine become a second manager: it says why, and the node is gone', async () => {
    const { identity } = await joinOutside(lab.manager.address, lab.joinToken('manager'));
    const channel = await channelTo(lab, { identity });
    await expect(channel.unary(RaftMembership.method.join, { addr: '127.0.0.1:1' })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('join with the worker token'),
    });
    expect(lab.state.nodes.has(identity.nodeId)).toBe(false);
    channel.destroy();
  });

  it('refuses a description or request beyond measure, and a message beyond 4 MiB, and goes on', async () => {
    using worker = await joined();
    const huge = (length: number) => ({ description: { hostname: 'x'.repeat(length) } });
    const open = (length: number) => worker.channel.serverStream(Dispatcher.method.session, huge(length)).next();
    await expect(open(100_000)).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(open(5_000_000)).rejects.toMatchObject({ code: 'ResourceExhausted' });
    await expect(worker.channel.unary(issueNodeCertificate, { csr: Buffer.alloc(100_000, 'x') })).rejects.toMatchObject(
      {
        code: 'InvalidArgument',
      },
    );
    await expect(worker.channel.unary(issueNodeCertificate, { csr: newRequest() })).resolves.toMatchObject({
      nodeId: worker.node.id,
    });
  });

  it('cuts off a member that speaks no HTTP/2, says so, and goes on', async () => {
    using worker = await joined();
    const { socket } = await connect({
      ...parseAddress(lab.manager.address),
      material: worker.node.credentials.identity.tls,
      checkServer: () => undefined,
      timeoutMs: 5_000,
    });
    const refusals = test.refusals.length;
    socket.resume().end('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(3));
    await once(socket, 'close');
    expect(test.refusals.slice(refusals)).toEqual([expect.stringContaining('the connection was ended')]);
    expect((await nobody.unary(CA.method.getRootCACertificate, {})).certificate.length).toBeGreaterThan(500);
  });

  it('AC-148 breaks off with a node of another swarm, and goes on', async () => {
    await using other = await startLab();
    const { node } = await other.lab.join('stranger', other.lab.joinToken('worker'));
    const refusals = test.refusals.length;
    await expect(callWithCertificate(lab.manager.address, node.credentials.identity.tls)).rejects.toMatchObject({
      code: 'Unavailable',
    });
    expect(test.refusals.slice(refusals)).toEqual([expect.stringContaining('certificate signed by unknown authority')]);
    expect((await readServedRoot(lab.manager.address)).roots).toHaveLength(1);
  });
});
