import { beforeEach, describe, expect, it } from 'vitest';
import { noon } from '../testing/certificates.ts';
import { TestSwarm, context, describing } from '../testing/swarm.ts';
import { parseJoinToken } from '../token/join-token.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { readCertificates } from '../x509/certificate.ts';
import { verifyChain } from '../x509/verify.ts';
import type { Accepted, Decision } from './decision.ts';
import { newNode } from './found.ts';
import { recordSigning, requestCertificate } from './issue.ts';
import { markNode, registerNode, removeNode } from './members.ts';
import { demandReports, reconcileRotation } from './reconcile.ts';
import { targetRoot } from './root-material.ts';
import type { IssuanceState, IssuerInfo, Node } from './state.ts';
import type { SwarmView } from './view.ts';

const pace = { window: 4 };

let swarm: TestSwarm;
let view: SwarmView;
let oldIssuer: IssuerInfo;
beforeEach(async () => {
  swarm = await TestSwarm.found();
  ({ view } = swarm);
  oldIssuer = view.targetIssuer;
});

function carryOut(decision: Decision): Accepted<void> {
  if (decision.outcome !== 'accepted') throw new Error('it needs something');
  view.apply(decision.changes);
  return decision;
}

const start = (): Promise<void> => swarm.rotate();
const reconcile = (): Accepted<void> => carryOut(reconcileRotation(view, pace, context));

function add(id: string, state: IssuanceState, issuer: IssuerInfo | undefined, ready = true): void {
  const certificate: Node['certificate'] = {
    role: 'worker',
    csr: id,
    state,
    error: '',
    pem: '',
    awaitedIssuer: undefined,
  };
  const node: Node = {
    ...newNode(id, 'worker', noon, certificate),
    description: issuer && describing(issuer),
    status: { state: ready ? 'ready' : 'down', message: '', addr: '' },
  };
  view.apply([{ kind: 'node', node }]);
}

const stateOf = (id: string): IssuanceState | undefined => view.nodes.get(id)?.certificate.state;
const report = (id: string, issuer = view.targetIssuer): Accepted<void> =>
  carryOut(registerNode(view, id, describing(issuer), '', context));

let requests = 0;

/** All that a node does when it is told to renew. */
function renew(id: string): void {
  const caller = { nodeId: id, units: ['swarm-worker'], organization: view.cluster.id };
  const csr = `${id} ${++requests}`;
  const asked = { csr, token: '', availability: 'active' as const, calling: { direct: caller } };
  view.apply(requestCertificate(view, asked, context).changes);
  const signed = { nodeId: id, csr, root: targetRoot(view.cluster.rootCa) };
  swarm.perform((state) => recordSigning(state, signed, { pem: 'new' }, context));
}

function managerReports(): void {
  const manager = [...view.nodes.values()].find((node) => node.manager)?.id ?? '';
  carryOut(registerNode(view, manager, describing(view.targetIssuer), '', context));
}

describe('a rotation', () => {
  it('leaves root, key and tokens as they are while it is under way', async () => {
    const [rootBefore, secretsBefore] = [view.cluster.rootCa.caCert, view.secrets];
    await start();
    expect(view.cluster.rootCa.caCert).toBe(rootBefore);
    expect(view.secrets).toEqual({ ...secretsBefore, rotationKey: expect.any(String) });
  });

  it('begun amid another takes its place, signed by the original root', async () => {
    await start();
    const first = view.cluster.rootCa.rotation;
    await start();
    const second = view.cluster.rootCa.rotation;
    expect(second?.caCert).not.toBe(first?.caCert);
    const [crossSigned] = readCertificates(second?.crossSignedCaCert ?? '');
    const roots = readTrustBundle(view.cluster.rootCa.caCert, noon).certificates;
    expect(
      crossSigned && verifyChain(crossSigned, { roots, intermediates: [], now: noon, purpose: 'any' }),
    ).toHaveLength(1);
  });
});

describe('reconcileRotation', () => {
  it('does nothing without a rotation', () => {
    add('a', 'issued', undefined);
    expect(reconcile().changes).toEqual([]);
  });

  it('AC-078 AC-079 asks those that report the old issuer, or none, and leaves those with the new one alone', async () => {
    await start();
    managerReports();
    add('old', 'issued', oldIssuer);
    add('silent', 'failed', undefined);
    add('new', 'issued', view.targetIssuer);
    reconcile();
    expect([stateOf('old'), stateOf('silent'), stateOf('new')]).toEqual(['rotate', 'rotate', 'issued']);
  });

  it('AC-081 changes nothing where all have been asked already', async () => {
    await start();
    managerReports();
    for (const state of ['rotate', 'renew', 'pending'] as const) add(state, state, oldIssuer);
    expect(reconcile().changes).toEqual([]);
  });

  it('asks no more than the window at a time, and more when half of it has come back', async () => {
    await start();
    managerReports();
    for (let index = 0; index < 10; index++) add(`n${index}`, 'issued', oldIssuer);
    reconcile();
    const asked = (): string[] =>
      [...view.nodes.values()].filter((node) => node.certificate.state === 'rotate').map(({ id }) => id);
    expect(asked()).toEqual(['n0', 'n1', 'n2', 'n3']);
    renew('n0');
    report('n0');
    expect(reconcile().changes).toEqual([]);
    renew('n1');
    report('n1');
    reconcile();
    expect(asked()).toEqual(['n2', 'n3', 'n4', 'n5']);
  });

  it('does not let nodes that are away keep the window from others', async () => {
    await start();
    managerReports();
    for (let index = 0; index < 6; index++) add(`away${index}`, 'issued', oldIssuer, false);
    add('here', 'issued', oldIssuer);
    reconcile();
    reconcile();
    expect(stateOf('here')).toBe('rotate');
  });

  it('does not ask again a node that has its certificate and is about to report it', async () => {
    await start();
    managerReports();
    add('a', 'issued', oldIssuer);
    reconcile();
    renew('a');
    expect(reconcile().changes).toEqual([]);
    expect(stateOf('a')).toBe('issued');
  });

  it('asks again a node that reports the old issuer after it was given the new certificate', async () => {
    await start();
    managerReports();
    add('a', 'issued', oldIssuer);
    reconcile();
    renew('a');
    carryOut(registerNode(view, 'a', describing(oldIssuer), 'other', context));
    reconcile();
    expect(stateOf('a')).toBe('rotate');
  });

  it('has signed anew what the old root was signing when the rotation began', async () => {
    add('a', 'renew', oldIssuer);
    const begun = { nodeId: 'a', csr: 'a', root: view.cluster.rootCa.caCert };
    await start();
    const record = (root: string) =>
      swarm.perform((state, at) => recordSigning(state, { ...begun, root }, { pem: 'x' }, at));
    expect([record(begun.root), stateOf('a')]).toEqual([false, 'renew']);
    expect([record(targetRoot(view.cluster.rootCa)), stateOf('a')]).toEqual([true, 'issued']);
  });

  it('does not believe a report of before the node was given the certificate of another root', async () => {
    const { rootKey = '' } = view.secrets;
    add('a', 'issued', oldIssuer);
    await start();
    const { caCert: signingCaCert = '' } = view.cluster.rootCa.rotation ?? {};
    const { rotationKey: signingCaKey = '' } = view.secrets;
    managerReports();
    renew('a');
    report('a');
    await swarm.update({ signingCaCert: view.cluster.rootCa.caCert, signingCaKey: rootKey });
    renew('a');
    // The same root once more, and the new certificate of the old root has not been reported yet.
    await swarm.update({ signingCaCert, signingCaKey });
    report('a');
    expect([...view.unconverged]).toEqual(['a']);
    reconcile();
    expect(stateOf('a')).toBe('rotate');
    renew('a');
    expect([...view.unconverged]).toEqual(['a']);
    report('a');
    expect(reconcile().entry?.event).toBe('rotation-completed');
  });

  it('does not believe a report that a newer one has overtaken', async () => {
    add('a', 'issued', oldIssuer);
    await start();
    managerReports();
    report('a');
    expect([...view.unconverged]).toEqual(['a']);
    renew('a');
    report('a');
    report('a', oldIssuer);
    expect([...view.unconverged]).toEqual(['a']);
    report('a');
    expect(reconcile().entry?.event).toBe('rotation-completed');
  });

  it('asks again those that have the certificate of a rotation which was replaced', async () => {
    await start();
    managerReports();
    add('a', 'issued', oldIssuer);
    reconcile();
    renew('a');
    await start();
    reconcile();
    expect(stateOf('a')).toBe('rotate');
  });

  it('asks nobody before all trust the root of now: whoever trusts the one before would meet strangers', async () => {
    add('slow', 'issued', oldIssuer);
    add('old engine', 'issued', undefined);
    swarm.put({ ...swarm.node('slow'), description: describing(oldIssuer, 'the root of before') });
    await start();
    expect(reconcile().changes).toEqual([]);
    swarm.put({ ...swarm.node('slow'), description: describing(oldIssuer, view.cluster.rootCa.caCert) });
    reconcile();
    expect([stateOf('slow'), stateOf('old engine')]).toEqual(['rotate', 'rotate']);
  });

  it('AC-080 completes when all have reported, whatever their membership and status', async () => {
    add('down', 'issued', oldIssuer, false);
    await start();
    const { rotation } = view.cluster.rootCa;
    const { rotationKey, workerToken, managerToken } = view.secrets;
    managerReports();
    expect(reconcile().entry?.event).toBe('rotation-batch');
    renew('down');
    report('down');
    carryOut(markNode(view, 'down', 'down', 'gone again', context));
    const { effects, entry } = reconcile();

    expect(entry?.event).toBe('rotation-completed');
    expect(view.cluster.rootCa).toEqual({ caCert: rotation?.caCert, rotation: undefined, lastForcedRotation: 1 });
    expect(view.secrets).toEqual({
      rootKey: rotationKey,
      workerToken: expect.any(String),
      managerToken: expect.any(String),
    });
    expect(view.secrets.workerToken).not.toBe(workerToken);
    expect(view.secrets.managerToken).not.toBe(managerToken);
    const digest = readTrustBundle(view.cluster.rootCa.caCert, noon).digest;
    expect(parseJoinToken(view.secrets.workerToken ?? '').digest).toBe(digest);
    expect(parseJoinToken(view.secrets.managerToken ?? '').digest).toBe(digest);
    expect(effects.map(({ kind }) => kind)).toEqual(['reload-issuer', 'tell-everyone']);
  });

  it('AC-172 waits for a node whose certificate failed until that node is removed', async () => {
    add('failed', 'failed', undefined, false);
    await start();
    managerReports();
    reconcile();
    reconcile();
    expect(view.cluster.rootCa.rotation).toBeDefined();
    carryOut(removeNode(view, 'failed', { force: false }, context));
    expect(reconcile().entry?.event).toBe('rotation-completed');
  });

  it('AC-076 changes nothing by itself once it is over', async () => {
    await start();
    managerReports();
    reconcile();
    const { cluster } = view;
    expect(reconcile().changes).toEqual([]);
    expect(view.cluster).toEqual(cluster);
  });
});

describe('demandReports', () => {
  const demand = (awaited: ReadonlyMap<string, string>) => swarm.perform((state) => demandReports(state, awaited));

  it('ends the session of a node that was given its certificate and has not reported for a while', async () => {
    await start();
    managerReports();
    add('a', 'issued', oldIssuer);
    reconcile();
    renew('a');
    const { csr = '' } = view.nodes.get('a')?.certificate ?? {};
    const awaited = demand(new Map());
    expect([awaited, swarm.effects]).toEqual([new Map([['a', csr]]), []]);
    demand(awaited);
    expect(swarm.effects).toEqual(['renew-session']);
    report('a', oldIssuer);
    expect(stateOf('a')).toBe('rotate');
  });

  it('gives every certificate its time, and ends no session of whoever has reported, or outside a rotation', async () => {
    await start();
    for (const id of ['a', 'b']) {
      add(id, 'issued', oldIssuer);
      renew(id);
    }
    const awaited = demand(new Map());
    renew('a');
    report('b');
    expect([...demand(awaited).keys()]).toEqual(['a']);
    expect(swarm.effects).toEqual([]);
    await swarm.update({ signingCaCert: view.cluster.rootCa.caCert, signingCaKey: view.secrets.rootKey ?? '' });
    expect(demand(awaited)).toEqual(new Map());
  });
});

describe('a rotation that changes amid itself', () => {
  it('ends all the same when its key or its counter is replaced and its issuer stays', async () => {
    await start();
    const { rotation } = view.cluster.rootCa;
    await swarm.update({
      signingCaCert: rotation?.caCert ?? '',
      signingCaKey: view.secrets.rotationKey ?? '',
      forceRotate: 12,
    });
    managerReports();
    expect(reconcile().entry?.event).toBe('rotation-completed');
    expect(view.cluster.rootCa).toEqual({ caCert: rotation?.caCert, rotation: undefined, lastForcedRotation: 12 });
  });

  it('leaves nodes told to renew after it was aborted, and they report the old issuer again', async () => {
    const { rootKey = '' } = view.secrets;
    await start();
    reconcile();
    const manager = [...view.nodes.values()].find((node) => node.manager)?.id ?? '';
    expect(stateOf(manager)).toBe('rotate');
    await swarm.update({ signingCaCert: view.cluster.rootCa.caCert, signingCaKey: rootKey });
    expect(reconcile().changes).toEqual([]);
    expect(stateOf(manager)).toBe('rotate');
    expect(view.targetIssuer).toEqual(oldIssuer);
  });
});

describe('removeNode', () => {
  it('AC-129 wants force for a node that is ready, and none for one that is not', () => {
    add('ready', 'issued', oldIssuer);
    add('down', 'issued', oldIssuer, false);
    expect(() => removeNode(view, 'ready', { force: false }, context)).toThrow(
      expect.objectContaining({ code: 'FailedPrecondition', message: "node ready is not down and can't be removed" }),
    );
    carryOut(removeNode(view, 'ready', { force: true }, context));
    carryOut(removeNode(view, 'down', { force: false }, context));
    expect(Object.keys(view.cluster.blocklist)).toEqual(['ready', 'down']);
    expect(() => removeNode(view, 'down', { force: true }, context)).toThrow('node down not found');
  });

  it('does not remove the manager that serves', () => {
    const manager = [...view.nodes.values()].find((node) => node.manager)?.id ?? '';
    expect(() => removeNode(view, manager, { force: true }, context)).toThrow(
      'is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal',
    );
  });

  it('AC-128 keeps an entry of the blocklist until seven days after the certificate has ended', () => {
    const day = 24 * 3_600_000;
    const blocklist = {
      longAgo: noon - 7 * day - 1,
      justNow: noon - 7 * day + 300_000,
      future: noon + day,
      unknown: null,
    };
    view.apply([{ kind: 'cluster', cluster: { ...view.cluster, blocklist } }]);
    add('a', 'issued', oldIssuer, false);
    carryOut(removeNode(view, 'a', { force: false }, context));
    expect(Object.keys(view.cluster.blocklist)).toEqual(['justNow', 'future', 'unknown', 'a']);
  });
});
