import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { makeLeaf, makeRoot, noon } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { foundTestSwarm, viewOf } from '../testing/swarm.ts';
import { newNode } from '../swarm/found.ts';
import { requestCertificate } from '../swarm/issue.ts';
import { noLeader } from '../swarm/managers.ts';
import { registerNode } from '../swarm/members.ts';
import type { Need } from '../swarm/needs.ts';
import { Credentials } from '../wire/credentials.ts';
import type { CredentialsState } from '../wire/credentials.ts';
import { loadIdentity } from '../wire/identity.ts';
import { createRequest } from '../x509/csr.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { Quorum } from './quorum.ts';
import type { Member } from './quorum.ts';

const day = 24 * 3_600_000;
const first = 'm'.repeat(25);
const ids = [first, 'second', 'third'];
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function turns(): Promise<void> {
  for (let count = 0; count < 10; count++) await turn();
}

/** Three managers over a disk that can be full, and an external CA that answers when it is told to. */
async function start() {
  const { changes } = await foundTestSwarm();
  const others = ['second', 'third'].map((id, index) => {
    const manager = { raftId: index + 2, addr: `${id}:1`, leader: false };
    return { kind: 'node', node: { ...newNode(id, 'manager', noon + 1 + index), manager } } as const;
  });
  const worker = { kind: 'node', node: newNode('worker', 'worker', noon + 9) } as const;
  const realTime = manualClock(0);
  const errors: unknown[] = [];
  const disk = { isFull: false, commits: 0 };
  const reachable = Promise.withResolvers<boolean>();
  const quorum = new Quorum({
    rows: viewOf([...changes, ...others, worker]),
    store: {
      commit: () => {
        if (disk.isFull) throw new Error('the disk is full');
        disk.commits++;
      },
    },
    clock: { ...systemClock, now: () => noon },
    realTime,
    entropy: systemEntropy,
    onError: (error) => errors.push(error),
  });
  const externalCas: Member['externalCas'] = {
    isReachable: () => reachable.promise,
    signer: () => expect.fail('there is no external CA'),
    crossSign: () => expect.fail('there is no external CA'),
  };
  const root = await makeRoot();
  const members = await Promise.all(
    ids.map(async (nodeId): Promise<Member> => {
      const credentials = new Credentials(await trusting(root, nodeId));
      return { nodeId, address: `${nodeId}:1`, externalCas, credentials };
    }),
  );
  const credentials = members.map((member) => member.credentials);
  for (const member of members) await quorum.enter(member);
  await turns();
  closing.push(() => quorum.close());
  return { quorum, realTime, disk, errors, reachable, members, credentials };
}

/** What a manager has under a root. */
async function trusting(root: Authority, nodeId: string): Promise<CredentialsState> {
  const leaf = await makeLeaf(root, { nodeId, role: 'manager' }, { notBefore: noon - day, notAfter: noon + day });
  const trust = readTrustBundle(root.pem, noon);
  return { trust, identity: loadIdentity(leaf.pem, leaf.key, trust, noon) };
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

describe('Quorum', () => {
  it('writes nothing of what was begun before the majority was lost', async () => {
    const { quorum, disk, reachable } = await start();
    const need: Need = { kind: 'reachable-ca', caCert: 'a root', urls: ['https://ca'] };
    let decisions = 0;
    const commanded = quorum.request((_state, _context, answered) => {
      decisions++;
      if (answered.length === 0) return { outcome: 'needs', need };
      return { outcome: 'accepted', changes: [], entry: undefined, effects: [], reply: undefined };
    });
    for (const nodeId of ids.slice(1)) await quorum.leave(nodeId);
    const { commits } = disk;
    reachable.resolve(true);
    await expect(commanded).rejects.toMatchObject({ code: 'Unknown', message: noLeader().message });
    await turns();
    expect([decisions, disk.commits]).toEqual([1, commits]);
  });

  it('has nobody lead who accepts none of the others, or whom they do not accept', async () => {
    const { quorum, credentials } = await start();
    expect(quorum.leader?.nodeId).toBe(first);
    // A rotation that the first has missed, and the others have not.
    const root = await makeRoot();
    for (const [index, held] of credentials.entries()) {
      if (index > 0) held.replace(await trusting(root, ids[index] ?? ''));
    }
    await turns();
    expect(quorum.leader?.nodeId).toBe('second');
    await quorum.leave('second');
    expect(quorum.leader, 'the two that are left are no majority').toBeUndefined();
    credentials[0]?.replace(await trusting(root, first));
    await turns();
    expect(quorum.leader?.nodeId).toBe(first);
  });

  it('has nobody lead whom the disk kept from being written, and tries again', async () => {
    const { quorum, realTime, disk, errors } = await start();
    expect(quorum.leader?.nodeId).toBe(first);
    disk.isFull = true;
    await quorum.leave(first);
    expect(quorum.leader).toBeUndefined();
    realTime.advance(1_000);
    await turns();
    expect(quorum.leader).toBeUndefined();
    disk.isFull = false;
    realTime.advance(1_000);
    await turns();
    expect(quorum.leader?.nodeId).toBe('second');
    expect(quorum.state.nodes.get('second')?.manager?.leader).toBe(true);
    expect(new Set(errors.map(String))).toEqual(new Set(['Error: the disk is full']));
  });

  it('signs what the disk refused when it is not full any more', async () => {
    const { quorum, realTime, disk } = await start();
    const csr = createRequest(systemEntropy.newKey());
    const direct = { nodeId: 'worker', units: ['swarm-worker'], organization: quorum.state.cluster.id };
    const asked = { csr, token: '', availability: 'active', calling: { direct } } as const;
    // Full from when the request is written on: before the signature is.
    quorum.onEffect(({ kind }) => (disk.isFull ||= kind === 'sign'));
    await quorum.perform((state, context) => requestCertificate(state, asked, context));
    await turns();
    expect(quorum.state.nodes.get('worker')?.certificate.state).toBe('renew');
    await expect(quorum.perform((state, context) => requestCertificate(state, asked, context))).rejects.toThrow(
      'the disk is full',
    );

    disk.isFull = false;
    realTime.advance(10_000);
    await turns();
    expect(quorum.state.nodes.get('worker')?.certificate.state).toBe('issued');
  });

  it('takes nobody for gone who came back while the disk was full', async () => {
    const { quorum, realTime, disk } = await start();
    const register = () =>
      quorum.perform((state, context) => registerNode(state, 'worker', undefined, '127.0.0.1', context));
    const status = () => quorum.state.nodes.get('worker')?.status.state;
    quorum.leader?.sessions.open('worker', '');
    await register();
    // Silent for three periods of five seconds, which cannot be written; then it is back.
    disk.isFull = true;
    realTime.advance(15_000);
    await turns();
    quorum.leader?.sessions.open('worker', '');
    disk.isFull = false;
    realTime.advance(1_000);
    await turns();
    expect(status()).toBe('ready');

    // Another leads, and cannot write yet that it knows nobody; by the time it can, the node has come.
    await quorum.leave(first);
    disk.isFull = true;
    await turns();
    quorum.leader?.sessions.open('worker', '');
    disk.isFull = false;
    await register();
    realTime.advance(1_000);
    await turns();
    expect(status()).toBe('ready');
  });

  it('says where whoever leads listens, whatever the rows say', async () => {
    const { quorum } = await start();
    expect(quorum.leaderAddress).toBe(`${first}:1`);
    await quorum.leave(first);
    expect(quorum.leaderAddress).toBe('second:1');
    await quorum.leave('second');
    expect(quorum.leaderAddress).toBeUndefined();
  });

  it('leads nobody and leaves no timer once it is closed, whoever enters or leaves then', async () => {
    const { quorum, realTime, errors, members } = await start();
    const [returning] = members;
    if (returning === undefined) throw new Error('there are no members');
    const leaving = quorum.leave(first);
    quorum.close();
    await leaving;
    await quorum.enter(returning);
    await quorum.leave('second');
    await quorum.elect();
    expect(quorum.leader).toBeUndefined();
    await expect(quorum.perform(() => expect.fail('it is closed'))).rejects.toMatchObject({ code: 'Unknown' });
    expect([realTime.pending, errors]).toEqual([0, []]);
  });
});
