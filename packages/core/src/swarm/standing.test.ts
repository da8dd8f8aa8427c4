import { beforeEach, describe, expect, it } from 'vitest';
import { makeLeaf, noon } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { TestSwarm, context, describing } from '../testing/swarm.ts';
import { readCertificates } from '../x509/certificate.ts';
import { readIssuer } from '../x509/issuer.ts';
import type { Issuer } from '../x509/leaf.ts';
import { newNode } from './found.ts';
import { addManager, leaderOf } from './managers.ts';
import { reconcileRotation } from './reconcile.ts';
import { standings } from './standing.ts';
import type { Standing } from './standing.ts';
import type { IssuerInfo, Node, NodeCertificate } from './state.ts';

const day = 24 * 3_600_000;
const issued: NodeCertificate = {
  role: 'worker',
  csr: 'x',
  state: 'issued',
  error: '',
  pem: '',
  awaitedIssuer: undefined,
};

let swarm: TestSwarm;
let oldRoot: string;
let oldIssuer: IssuerInfo;
let manager: string;
beforeEach(async () => {
  swarm = await TestSwarm.found();
  oldRoot = swarm.cluster.rootCa.caCert;
  oldIssuer = swarm.view.targetIssuer;
  manager = leaderOf(swarm.view)?.id ?? '';
  report(manager, oldIssuer, oldRoot);
});

function put(id: string, more: Partial<Node> = {}): void {
  swarm.put({ ...newNode(id, 'worker', noon, issued), status: { state: 'ready', message: '', addr: '' }, ...more });
}

function report(id: string, issuer: IssuerInfo, trustRoot: string): void {
  swarm.put({ ...swarm.node(id), description: describing(issuer, trustRoot) });
}

const away: Pick<Node, 'status'> = { status: { state: 'down', message: '', addr: '' } };
const all = (now = noon, isRunning = (): boolean => true): readonly Standing[] => standings(swarm.view, isRunning, now);
function standing(id: string, now = noon, isRunning = (): boolean => true): Standing {
  const found = all(now, isRunning).find(({ nodeId }) => nodeId === id);
  if (found === undefined) throw new Error(`nothing is said of ${id}`);
  return found;
}

/** What signs now, during a rotation by the cross-signed certificate. */
function signerOf(): Issuer {
  const { rootCa } = swarm.cluster;
  const { rotationKey, rootKey } = swarm.view.secrets;
  return readIssuer(
    {
      signingCert: rootCa.rotation?.crossSignedCaCert ?? rootCa.caCert,
      signingKey: (rootCa.rotation ? rotationKey : rootKey) ?? '',
    },
    { roots: readCertificates(rootCa.caCert), intermediates: [], now: noon },
  );
}

async function give(id: string, issuer: Issuer, intermediate = ''): Promise<void> {
  const leaf: Authority = await makeLeaf(issuer, { nodeId: id, role: 'manager' });
  const { certificate } = swarm.node(id);
  swarm.put({ ...swarm.node(id), certificate: { ...certificate, csr: 'x', pem: leaf.pem + intermediate } });
}

/** A rotation that `a` misses. @returns what signs after it, and the intermediate that followed leaves until then */
async function rotateWithout(id: string): Promise<{ readonly issuer: Issuer; readonly intermediate: string }> {
  await swarm.rotate();
  const { rotation } = swarm.cluster.rootCa;
  const issuer = signerOf();
  report(manager, swarm.view.targetIssuer, oldRoot);
  // It renewed and reported in time, and was cut off before the end.
  put(id, { ...away, description: describing(swarm.view.targetIssuer, oldRoot) });
  swarm.perform((state, at) => reconcileRotation(state, { window: 4 }, at));
  report(manager, swarm.view.targetIssuer, swarm.cluster.rootCa.caCert);
  return { issuer, intermediate: rotation?.crossSignedCaCert ?? '' };
}

describe('standings', () => {
  it('has nothing to ask of anybody while there is no rotation', () => {
    put('a', { description: describing(oldIssuer, oldRoot) });
    put('b', { ...away, description: describing(oldIssuer, oldRoot) });
    expect(all().map(({ awaited, next, isConverged }) => [awaited, next, isConverged])).toEqual([
      [undefined, undefined, true],
      [undefined, undefined, true],
      [undefined, undefined, true],
    ]);
    expect(standing('a')).toMatchObject({ issuer: oldIssuer, trustRoot: oldRoot, isStranded: false });
  });

  it('says of each node why a rotation waits for it, since when, and what frees it', async () => {
    const old = { description: describing(oldIssuer, oldRoot) };
    put('queued', old);
    put('told', { ...old, certificate: { ...issued, state: 'rotate' } });
    put('signing', { ...old, certificate: { ...issued, state: 'renew' } });
    put('failed', { ...old, certificate: { ...issued, state: 'failed' } });
    put('away', { ...old, ...away, createdAt: noon + 5 });
    put('silent', away);
    await swarm.rotate();
    const awaited = swarm.view.targetIssuer.publicKey;
    put('reporting', { ...old, certificate: { ...issued, awaitedIssuer: awaited } });
    put('new', { description: describing(swarm.view.targetIssuer, oldRoot) });

    const why = new Map(all().map((each) => [each.nodeId, each.awaited?.why]));
    expect(Object.fromEntries(why)).toEqual({
      [manager]: 'away',
      queued: 'queued',
      told: 'told',
      signing: 'signing',
      failed: 'queued',
      away: 'away',
      silent: 'never-reported',
      reporting: 'reporting',
      new: undefined,
    });
    expect(standing('queued').awaited?.since).toBe(noon);
    expect(standing('away').awaited?.since).toBe(noon + 5);
    expect(standing('away').next).toContain('`docker node rm --force away`');
    expect(standing('silent').next).toContain('`docker node rm --force silent`');
    expect(standing('new')).toMatchObject({ isConverged: true, next: undefined });
  });

  it('says that a manager has to be demoted before it can be removed', async () => {
    put('m', { role: 'manager', desiredRole: 'manager', certificate: { ...issued, role: 'manager' }, ...away });
    swarm.perform((state, at) => addManager(state, 'm', 'm:2377', at));
    await swarm.rotate();
    expect(standing('m').next).toContain('`docker node demote m`, then `docker node rm --force m`');
  });

  it('waits since the rotation that has taken the place of another', async () => {
    put('a', { description: describing(oldIssuer, oldRoot) });
    await swarm.rotate();
    const later = { ...context, now: noon + day };
    await swarm.update({ forceRotate: 7 }, { at: later });
    expect(standing('a').awaited?.since).toBe(noon + day);
  });

  it('calls a node stranded once no manager shows the intermediate any more, and names the way out', async () => {
    const { issuer, intermediate } = await rotateWithout('a');
    await give(manager, issuer, intermediate);
    expect(standing('a')).toMatchObject({ isStranded: false, awaited: undefined, next: undefined });
    await give(manager, issuer);
    expect(standing('a')).toMatchObject({ isStranded: true, isConverged: true, awaited: undefined });
    expect(standing('a').next).toContain('`docker swarm leave --force`');
    expect(standing('a').next).toContain('`docker swarm join-token worker`');
    expect(standing('a').next).toContain('`docker node rm --force a`');
    expect(standing(manager).isStranded).toBe(false);

    await swarm.rotate();
    expect(standing('a').awaited?.why).toBe('stranded');
  });

  it('calls nobody stranded who has a session, trusts something unreadable, or whose manager does not run', async () => {
    const { issuer } = await rotateWithout('a');
    await give(manager, issuer);
    put('b', { description: describing(oldIssuer, oldRoot) });
    put('c', { ...away, description: describing(oldIssuer, 'rubbish') });
    expect(all().filter(({ isStranded }) => isStranded)).toMatchObject([{ nodeId: 'a' }]);
    expect(standing('a', noon, () => false).isStranded).toBe(false);
  });

  it('does not take a manager for a stranger whose certificate is unknown or has expired', async () => {
    const { issuer, intermediate } = await rotateWithout('a');
    await give(manager, issuer, intermediate);
    expect(standing('a', noon + 1000 * day).isStranded).toBe(false);
    const { certificate } = swarm.node(manager);
    swarm.put({ ...swarm.node(manager), certificate: { ...certificate, state: 'renew', pem: '' } });
    expect(standing('a').isStranded).toBe(false);
  });

  it('knows by whom a manager’s first certificate was issued, of which there is no copy', async () => {
    const other = await TestSwarm.found();
    put('a', { ...away, description: describing(oldIssuer, other.cluster.rootCa.caCert) });
    put('b', { ...away, description: describing(oldIssuer, oldRoot) });
    expect([standing('a').isStranded, standing('b').isStranded]).toEqual([true, false]);
  });
});
