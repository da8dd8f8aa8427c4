import { create } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalSigner } from '../../packages/core/src/ca/local-signer.ts';
import type { Clock } from '../../packages/core/src/clock/clock.ts';
import { manualClock } from '../../packages/core/src/clock/manual-clock.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { MemoryIdentity } from '../../packages/core/src/keyfile/memory-identity.ts';
import { machineNamed } from '../../packages/core/src/node/machine.ts';
import { Node } from '../../packages/core/src/node/node.ts';
import type { NodeEvent } from '../../packages/core/src/node/node.ts';
import { Remotes } from '../../packages/core/src/node/remotes.ts';
import { Bell } from '../../packages/core/src/manager/watch.ts';
import { makeLeaf, makeRoot, rootCaWith } from '../../packages/core/src/testing/certificates.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { Credentials } from '../../packages/core/src/wire/credentials.ts';
import {
  CA,
  Dispatcher,
  IssuanceStatus_State,
  NodeCA,
  NodeRole,
  NodeSchema,
  SessionMessageSchema,
} from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import type { SessionMessage } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import type { ConnectionPeer } from '../../packages/core/src/wire/network.ts';
import { loadIdentity } from '../../packages/core/src/wire/identity.ts';
import { identifyClient } from '../../packages/core/src/wire/peer.ts';
import type { PeerIdentity } from '../../packages/core/src/wire/peer.ts';
import { RpcError } from '../../packages/core/src/wire/grpc/status.ts';
import { Services } from '../../packages/core/src/wire/services.ts';
import { shownIdentity } from '../../packages/core/src/wire/shown-identity.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { readTrustBundle } from '../../packages/core/src/x509/trust-bundle.ts';
import { eventually } from '../tools/eventually.ts';

const day = 24 * 3_600_000;
const now = Date.now();
const span = { notBefore: now - day, notAfter: now + 90 * day };
const identity = { nodeId: 'n'.repeat(25), organization: 'o'.repeat(25), role: 'worker' as const };

type Told = MessageInitShape<typeof SessionMessageSchema>;

/** A manager that says whatever a test wants it to say. */
async function scriptedManager(root: Authority) {
  const manager = await makeLeaf(root, { ...identity, nodeId: 'm'.repeat(25), role: 'manager' }, span);
  const signerOf = (by: Authority): LocalSigner =>
    new LocalSigner({ rootCa: rootCaWith(by, undefined, now), expiry: 90 * day }, systemClock, systemEntropy);
  let signer = signerOf(root);
  const services = new Services<ConnectionPeer<PeerIdentity | undefined>>();
  const said: SessionMessage[] = [];
  const bell = new Bell();
  const requests: string[] = [];
  const sessions: string[] = [];
  /** The other end of each session. */
  const connections: unknown[] = [];
  let certificate = '';
  let served = root.pem;
  services.implement(CA, { getRootCACertificate: () => ({ certificate: Buffer.from(served) }) });
  let failure: RpcError | undefined;
  services.implement(Dispatcher, {
    session: async function* ({ sessionId }, { signal, peer }) {
      sessions.push(sessionId);
      connections.push(peer);
      if (failure) throw failure;
      for (let at = 0; !signal.aborted;) {
        const message = said[at];
        if (message === undefined) await bell.heard(signal);
        else {
          at++;
          yield message;
        }
      }
    },
    heartbeat: () => ({ period: { seconds: 5n } }),
  });
  services.implement(NodeCA, {
    issueNodeCertificate: async ({ csr }) => {
      requests.push(Buffer.from(csr).toString());
      certificate = await signer.sign({ csr: Buffer.from(csr).toString(), identity });
      return { nodeId: identity.nodeId };
    },
    nodeCertificateStatus: () => ({
      status: { state: IssuanceStatus_State.ISSUED },
      certificate: { csr: Buffer.from(requests.at(-1) ?? ''), certificate: Buffer.from(certificate) },
    }),
  });
  const port = await tlsNetwork.listen({
    host: '127.0.0.1',
    port: 0,
    identity: shownIdentity([manager.certificate], manager.key),
    checkClient: (chain) => identifyClient(chain, { roots: [root.certificate], now }),
    services,
    onRefused: () => undefined,
    onError: (error) => expect.fail(String(error)),
  });
  return {
    address: port.address,
    requests,
    sessions,
    connections,
    /** From now on anyone is told that this is the root. */
    serveRoot: (pem: string) => (served = pem),
    /** Signs by another root from now on. */
    signBy: (other: Authority) => (signer = signerOf(other)),
    /** Says something in every session. */
    say: (message: Told) => {
      said.push(create(SessionMessageSchema, { sessionId: 'the session', ...message }));
      bell.ring();
    },
    /** Ends every session from now on before it has begun. */
    fail: (error: RpcError) => {
      failure = error;
    },
    close: () => port.close(50),
  };
}

/** What a node object says of role and certificate, at a version. */
function nodeAt(
  version: number,
  told: { readonly desiredRole?: NodeRole; readonly role?: NodeRole; readonly state?: IssuanceStatus_State },
): Told {
  return {
    node: create(NodeSchema, {
      meta: { version: { index: BigInt(version) } },
      spec: { desiredRole: told.desiredRole ?? NodeRole.WORKER },
      role: told.role ?? NodeRole.WORKER,
      certificate: { status: { state: told.state ?? IssuanceStatus_State.ISSUED } },
    }),
  };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Takes its time to write, and fails when there is no room. */
class SlowIdentity extends MemoryIdentity {
  isFull = false;

  override async writeRoot(pem: string): Promise<void> {
    if (this.isFull) throw new Error('no space left on device');
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    await super.writeRoot(pem);
  }
}

interface Wishes {
  readonly realTime?: Clock;
  /** Ends every session before it has begun. */
  readonly failure?: RpcError;
  /** Hears of everything, besides the test. */
  readonly watch?: (event: NodeEvent, node: Node) => void;
}

async function start({ realTime = systemClock, failure, watch = () => undefined }: Wishes = {}) {
  const root = await makeRoot(now);
  const manager = await scriptedManager(root);
  closing.push(manager.close);
  if (failure) manager.fail(failure);
  const leaf = await makeLeaf(root, identity, span);
  const trust = readTrustBundle(root.pem, now);
  const store = new SlowIdentity();
  const events: NodeEvent[] = [];
  const remotes = new Remotes([{ nodeId: '', address: manager.address }]);
  const node: Node = new Node(
    { store, network: tlsNetwork, clock: systemClock, realTime, entropy: systemEntropy },
    {
      credentials: new Credentials({ identity: loadIdentity(leaf.pem, leaf.key, trust, now), trust }),
      canManage: true,
      remotes,
      machine: machineNamed('node'),
      onEvent: (event) => {
        events.push(event);
        watch(event, node);
      },
    },
  );
  closing.push(() => node.stop());
  const heard = (kind: NodeEvent['kind'], times = 1): Promise<true> =>
    eventually(kind, () => events.filter((event) => event.kind === kind).length >= times || undefined, { everyMs: 2 });
  return { manager, node, events, remotes, root, store, heard };
}

describe('a node that is told something by its manager', () => {
  it('AC-140 does not renew for another role, but for another desired role, which a certificate for the old one does not satisfy', async () => {
    const { manager, heard } = await start();
    manager.say(nodeAt(1, { role: NodeRole.MANAGER }));
    await heard('registered');
    expect(manager.requests).toHaveLength(0);
    manager.say(nodeAt(2, { desiredRole: NodeRole.MANAGER }));
    await heard('renewal-failed');
    expect(manager.requests).toHaveLength(1);
  });

  it('AC-142 renews once for each time that it is told, however often a message repeats it', async () => {
    const { manager, heard } = await start();
    for (let times = 0; times < 3; times++) manager.say(nodeAt(7, { state: IssuanceStatus_State.ROTATE }));
    await heard('renewed');
    manager.say(nodeAt(8, { state: IssuanceStatus_State.ISSUED }));
    manager.say(nodeAt(9, { state: IssuanceStatus_State.ROTATE }));
    await heard('renewed', 2);
    expect(manager.requests).toHaveLength(2);
  });

  it('keeps its root when it is sent one to which its certificate does not lead', async () => {
    const { manager, node, events, heard, root } = await start();
    const other = await makeRoot(now);
    manager.say({ rootCa: Buffer.from(other.pem) });
    await heard('root-refused');
    expect(node.credentials.trust.pem).toBe(root.pem);
    manager.say({ rootCa: Buffer.from(root.pem) });
    manager.say({ rootCa: Buffer.from(root.pem + other.pem) });
    await heard('root-accepted');
    expect(node.credentials.trust.pem).toBe(root.pem + other.pem);
    // The session that follows is told everything again.
    const before = events.slice(
      0,
      events.findIndex(({ kind }) => kind === 'root-accepted'),
    );
    expect(before.filter(({ kind }) => kind === 'root-refused')).toHaveLength(1);
  });

  it('reports a new root on the connection that it has, and a new issuer on another one', async () => {
    const { manager, node, heard, root } = await start();
    const other = await makeRoot(now);
    manager.say({ rootCa: Buffer.from(root.pem + other.pem) });
    await heard('root-accepted');
    await heard('registered', 2);
    expect(manager.sessions).toEqual(['', 'the session']);
    expect(new Set(manager.connections).size).toBe(1);
    const { identity: shown } = node.credentials;
    node.credentials.replace({ identity: Object.assign(shownIdentity(shown.certificates, shown.key), shown) });
    manager.say({ rootCa: Buffer.from(root.pem) });
    await heard('registered', 3);
    expect(new Set(manager.connections).size).toBe(2);
  });

  it('takes over a root once, though it is sent again while it is being written', async () => {
    const { manager, events, heard, root } = await start();
    const rootCa = Buffer.from(root.pem + (await makeRoot(now)).pem);
    for (let times = 0; times < 3; times++) manager.say({ rootCa });
    await heard('registered', 2);
    expect(events.filter(({ kind }) => kind === 'root-accepted')).toHaveLength(1);
  });

  it('resumes its session after it has accepted a root', async () => {
    const { manager, heard, root } = await start();
    manager.say({ rootCa: Buffer.from(root.pem + (await makeRoot(now)).pem) });
    await heard('registered', 2);
    expect(manager.sessions).toEqual(['', 'the session']);
  });

  it('does not forget its managers when it is told of none', async () => {
    const { manager, heard, remotes } = await start();
    manager.say({ managers: [] });
    await heard('registered');
    expect(remotes.pick()).toBe(manager.address);
    manager.say({ managers: [{ peer: { nodeId: 'x', addr: '127.0.0.1:1' }, weight: 10n }] });
    await eventually('the new list', () => remotes.pick() === '127.0.0.1:1' || undefined);
  });

  it('AC-144 ends with the manager’s error after three failures, if whoever watches it gives it up then', async () => {
    let losses = 0;
    const given = Promise.withResolvers<unknown>();
    const { manager, events } = await start({
      failure: new RpcError('Internal', 'nobody may'),
      watch: (event, node) => {
        if (event.kind === 'session-lost' && ++losses === 3)
          node.stop().then(() => given.resolve(event.error), given.reject);
      },
    });
    expect(await given.promise).toMatchObject({ code: 'Internal', message: 'nobody may' });
    expect(manager.sessions).toHaveLength(3);
    expect(events.map(({ kind }) => kind)).toEqual(['session-lost', 'session-lost', 'session-lost']);
  });

  it('gives up a session in which the manager says nothing, and tries another', async () => {
    const realTime = manualClock(now);
    const { manager, events, heard } = await start({ realTime });
    await eventually('the session is open', () => manager.sessions.length === 1 || undefined);
    realTime.advance(5_000);
    await heard('session-lost');
    expect(events).toEqual([
      expect.objectContaining({
        kind: 'session-lost',
        error: expect.objectContaining({ message: 'session initiation timed out' }),
      }),
    ]);
    realTime.advance(100);
    await eventually('another session', () => manager.sessions.length === 2 || undefined);
  });

  it('takes over a root that its disk refused, though it is not sent again', async () => {
    const realTime = manualClock(now);
    const { manager, node, heard, store, root } = await start({ realTime });
    const both = root.pem + (await makeRoot(now)).pem;
    store.isFull = true;
    manager.say({ rootCa: Buffer.from(both) });
    await heard('root-refused');
    realTime.advance(1_000);
    await heard('root-refused', 2);
    store.isFull = false;
    realTime.advance(1_000);
    await heard('root-accepted');
    expect(node.credentials.trust.pem).toBe(both);
  });

  it('fetches the root again from the manager that it has verified, when its certificate comes from an unknown one', async () => {
    const { manager, node, heard, root } = await start();
    const next = await makeRoot(now);
    manager.signBy(next);
    manager.serveRoot(root.pem + next.pem);
    manager.say({});
    await heard('registered');
    await node.renewNow();
    expect(node.credentials.trust.pem).toBe(root.pem + next.pem);
  });

  it('is told of no root by somebody whom it cannot verify', async () => {
    const { manager, node, remotes, root, heard } = await start();
    manager.say({});
    await heard('registered');
    const intruder = await makeRoot(now);
    const impostor = await scriptedManager(intruder);
    closing.push(impostor.close);
    // The node's own certificate leads to one of the two.
    impostor.serveRoot(root.pem + intruder.pem);
    remotes.replace([{ nodeId: '', address: impostor.address }]);
    await manager.close();
    await heard('session-lost');
    await expect(node.renewNow()).rejects.toMatchObject({ code: 'unknown-authority' });
    expect(node.credentials.trust.pem).toBe(root.pem);
  });
});
