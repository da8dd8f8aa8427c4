import { beforeEach, describe, expect, it } from 'vitest';
import { noon } from '../testing/certificates.ts';
import { TestSwarm, context } from '../testing/swarm.ts';
import { parseJoinToken } from '../token/join-token.ts';
import { removeNode } from './members.ts';
import { newNode } from './found.ts';
import { updateCluster } from './update-cluster.ts';
import type { ClusterUpdate, RequestedSpec } from './update-cluster.ts';
import { requestedSpec } from './update-cluster.ts';

const hour = 3_600_000;
const day = 24 * hour;

let swarm: TestSwarm;
beforeEach(async () => {
  swarm = await TestSwarm.found();
});

const refusal = (code: string, message: unknown): unknown => expect.objectContaining({ code, message });
const whole = (wishes: Partial<RequestedSpec> = {}): RequestedSpec => ({ ...requestedSpec(swarm.cluster), ...wishes });

function decide(update: Partial<ClusterUpdate>): unknown {
  return updateCluster(
    swarm.view,
    { clusterId: swarm.cluster.id, version: swarm.cluster.version, spec: whole(), ...update },
    [],
    context,
  );
}

describe('updateCluster', () => {
  it.each<[string, Partial<RequestedSpec> | undefined, string]>([
    ['no specification', undefined, 'invalid argument'],
    ['an expiry that is no time', { nodeCertExpiry: Number.NaN }, 'invalid argument'],
    ['an expiry of 29 minutes', { nodeCertExpiry: 29 * 60_000 }, 'minimum certificate expiry time is: 1h0m0s'],
    ['an expiry just short of an hour', { nodeCertExpiry: hour - 1 }, 'minimum certificate expiry time is: 1h0m0s'],
    ['hashing that nobody knows', { acceptanceHashing: 'md5' }, 'hashing algorithm is not supported: md5'],
    ['heartbeats before now', { heartbeatPeriod: -29 * 60_000 }, 'heartbeat time period cannot be a negative duration'],
    ['no name', { name: '' }, 'modification of cluster name is not allowed'],
    ['another name', { name: 'blah' }, 'modification of cluster name is not allowed'],
  ])('AC-122 refuses %s', (_what, wishes, message) => {
    expect(() => decide({ spec: wishes && whole(wishes) })).toThrow(refusal('InvalidArgument', message));
  });

  it('AC-122 takes the shortest expiry, none at all, and bcrypt in any case', async () => {
    await swarm.update({ nodeCertExpiry: hour, acceptanceHashing: 'BCrypt' });
    expect(swarm.cluster.spec.nodeCertExpiry).toBe(hour);
    await swarm.update({ nodeCertExpiry: undefined, heartbeatPeriod: undefined });
    expect(swarm.cluster.spec).toMatchObject({ nodeCertExpiry: undefined, heartbeatPeriod: undefined });
  });

  it('AC-124 wants to know what is updated, and from which version', () => {
    expect(() => decide({ clusterId: '' })).toThrow(refusal('InvalidArgument', 'invalid argument'));
    expect(() => decide({ version: undefined })).toThrow(refusal('InvalidArgument', 'invalid argument'));
    expect(() => decide({ clusterId: 'x' })).toThrow(refusal('NotFound', 'cluster x not found'));
  });

  it('AC-124 refuses a change that was made from an older version, and changes nothing', async () => {
    const { version } = swarm.cluster;
    await swarm.update({ labels: { a: '1' } });
    await expect(swarm.update({ labels: { a: '2' } }, { version })).rejects.toThrow(
      refusal('Unknown', 'update out of sequence'),
    );
    expect(swarm.cluster.spec.labels).toEqual({ a: '1' });
  });

  it('looks at the specification before the version, and at the version last', () => {
    expect(() => decide({ version: 77, spec: whole({ name: 'x' }) })).toThrow(
      refusal('InvalidArgument', expect.any(String)),
    );
    expect(() => decide({ version: 77, spec: whole({ signingCaKey: 'key' }) })).toThrow(
      refusal('InvalidArgument', 'if a signing CA key is provided, the signing CA cert must also be provided'),
    );
  });

  it('replaces the whole specification and does not merge it', async () => {
    await swarm.update({ labels: { a: '1' }, nodeCertExpiry: 2 * hour });
    await swarm.update({ labels: {}, nodeCertExpiry: undefined });
    expect(swarm.cluster.spec).toMatchObject({ labels: {}, nodeCertExpiry: undefined });
  });

  it('says that its own root has expired before it updates anything', async () => {
    const late = { ...context, now: noon + 8000 * day };
    await expect(swarm.update({ labels: { a: '1' } }, { at: late })).rejects.toThrow(
      refusal('Internal', 'error loading cluster rootCA for update'),
    );
  });

  it.each(['worker', 'manager'] as const)('AC-125 replaces the %s token alone', async (role) => {
    const before = swarm.view.secrets;
    const [name, other] =
      role === 'worker' ? (['workerToken', 'managerToken'] as const) : (['managerToken', 'workerToken'] as const);
    await swarm.update({}, { rotate: { [name]: true } });
    expect(swarm.view.secrets[name]).not.toBe(before[name]);
    expect(swarm.view.secrets[other]).toBe(before[other]);
    expect(swarm.entry).toMatchObject({ event: 'token-rotated', detail: { role } });
    expect(swarm.effects).toEqual([]);
  });

  it('AC-126 replaces both tokens, each with a secret of its own and the digest as it was', async () => {
    const before = swarm.view.secrets;
    await swarm.update({}, { rotate: { workerToken: true, managerToken: true } });
    const { workerToken = '', managerToken = '' } = swarm.view.secrets;
    expect([workerToken, managerToken]).not.toContain(before.workerToken);
    expect([workerToken, managerToken]).not.toContain(before.managerToken);
    expect(parseJoinToken(workerToken).digest).toBe(parseJoinToken(before.workerToken ?? '').digest);
    expect(parseJoinToken(workerToken).secret).not.toBe(parseJoinToken(managerToken).secret);
  });

  it('keeps the digest of the old root in a token that is replaced amid a rotation', async () => {
    const { digest } = parseJoinToken(swarm.view.secrets.workerToken ?? '');
    await swarm.rotate();
    await swarm.update({}, { rotate: { workerToken: true } });
    expect(parseJoinToken(swarm.view.secrets.workerToken ?? '').digest).toBe(digest);
    expect(swarm.cluster.rootCa.rotation).toBeDefined();
  });

  it('AC-127 AC-152 makes an unlock key while autolock is on, another on demand, and none without', async () => {
    const rotate = { unlockKey: true };
    await swarm.update({}, { rotate });
    expect(swarm.view.secrets.unlockKey).toBeUndefined();
    await swarm.update({ autoLockManagers: true });
    const first = swarm.view.secrets.unlockKey;
    expect(first).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
    expect([swarm.entry?.event, swarm.effects]).toEqual(['autolock-on', ['lock-managers']]);
    await swarm.update({});
    expect(swarm.view.secrets.unlockKey).toBe(first);
    expect(swarm.effects).toEqual([]);
    await swarm.update({}, { rotate });
    expect(swarm.view.secrets.unlockKey).not.toBe(first);
    expect([swarm.entry?.event, swarm.effects]).toEqual(['unlock-key-rotated', ['lock-managers']]);
    await swarm.update({ autoLockManagers: false }, { rotate });
    expect(swarm.view.secrets.unlockKey).toBeUndefined();
    expect([swarm.entry?.event, swarm.effects]).toEqual(['autolock-off', ['lock-managers']]);
  });

  it('tells the signer of a new root and of other external CAs, and not of a new expiry', async () => {
    await swarm.update({ nodeCertExpiry: 2 * hour });
    expect(swarm.effects).toEqual([]);
    expect(swarm.entry).toMatchObject({ event: 'swarm-updated', detail: { changed: 'nodeCertExpiry' } });
    await swarm.update({ externalCas: [{ protocol: 'cfssl', url: 'https://ca', options: {}, caCert: '' }] });
    expect(swarm.effects).toEqual(['reload-external-cas']);
    await swarm.rotate();
    expect(swarm.effects).toEqual(['reload-issuer', 'reconcile']);
  });

  it('AC-077 keeps nothing of a CA that it was given: it acts on it and forgets it', async () => {
    await swarm.rotate();
    expect(Object.keys(swarm.cluster.spec).toSorted()).toEqual([
      'autoLockManagers',
      'externalCas',
      'forceRotate',
      'heartbeatPeriod',
      'labels',
      'nodeCertExpiry',
    ]);
    expect(JSON.stringify(swarm.cluster)).not.toContain('PRIVATE KEY');
  });

  it('AC-128 drops nodes from the blocklist that have been on it for long enough', async () => {
    swarm.put(newNode('gone', 'worker', noon));
    swarm.perform((state, at) => removeNode(state, 'gone', { force: true }, at));
    const { cluster } = swarm;
    const blocklist = { gone: null, old: noon - 7 * day - 1, recent: noon - 7 * day + 5 * 60_000, future: noon + day };
    swarm.view.apply([{ kind: 'cluster', cluster: { ...cluster, blocklist } }]);
    await swarm.update({});
    expect(Object.keys(swarm.cluster.blocklist).toSorted()).toEqual(['future', 'gone', 'recent']);
  });
});
