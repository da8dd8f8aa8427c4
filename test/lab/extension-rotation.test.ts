import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import { change } from '../tools/engine-suite.ts';
import { eventually } from '../tools/eventually.ts';
import { Hosted, Reader, add } from '../tools/hosted-lab.ts';

const day = 86_400_000;

describe('what only a lab can do with time and roots', () => {
  it('jumps 91 days ahead, and nobody who lives has expired', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Count: 5 });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 6);
    const reader = new Reader(lab);
    const before = await lab.clock();
    expect(before).toMatchObject({ Speed: 1, Paused: false, Next: { What: 'renewal' } });
    expect(before.Next?.Name).toMatch(/^(manager|worker)-\d$/);

    const after = await lab.changeClock({ Paused: true, JumpBy: 91 * day });
    expect(after).toMatchObject({ Paused: true, JumpingTo: undefined });
    expect(after.Now - before.Now).toBeGreaterThanOrEqual(91 * day);
    expect(after.Now - before.Now).toBeLessThan(92 * day);
    const { Nodes } = await lab.nodes();
    expect(Nodes.filter(({ NotAfter }) => NotAfter <= after.Now)).toEqual([]);
    expect(Nodes.filter(({ RenewUntil }) => RenewUntil <= after.Now)).toEqual([]);
    await reader.until('the clock is told', () => reader.clock?.Now === after.Now);
    expect(reader.clock).toMatchObject({ Paused: true, JumpingTo: undefined, Next: after.Next });
    const told = [...reader.rows.values()].map(({ NotAfter }) => NotAfter);
    expect(Math.min(...told)).toBeGreaterThan(after.Now);

    const next = await lab.changeClock({ JumpToNext: true });
    expect(next.Now).toBe(after.Next?.At);
    await expect(lab.changeClock({ JumpTo: before.Now })).rejects.toMatchObject({ status: 400 });
    await expect(lab.changeClock({ JumpBy: 1, JumpToNext: true })).rejects.toMatchObject({ status: 400 });
    await expect(lab.changeClock({ Speed: 0 })).rejects.toMatchObject({ status: 400 });
    expect(await lab.changeClock({ Paused: false, Speed: 60 })).toMatchObject({ Paused: false, Speed: 60 });
    await reader.until('the clock runs', () => reader.clock?.Speed === 60);
    await reader.end();
  });

  it('names who holds a rotation up, and probes and shows chains meanwhile', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    // Who is away is missed sooner.
    await change(hosted.client, () => ({ Dispatcher: { HeartbeatPeriod: 500_000_000 } }));
    await add(lab, { Names: ['here', 'away'] });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 3);
    expect(await lab.rotation()).toMatchObject({
      Phase: 'none',
      New: undefined,
      Nodes: 3,
      Converged: 3,
      Standings: [],
    });
    expect(await lab.probe({ From: 'here', To: 'manager-1' })).toMatchObject({
      Version: 'TLSv1.3',
      Suite: 'TLS_AES_128_GCM_SHA256',
      Group: 'X25519',
      Failure: '',
      Client: { Name: 'here', Verdict: 'accepted' },
      Server: { Name: 'manager-1', Verdict: 'accepted' },
    });

    const reader = new Reader(lab);
    await lab.act('away', 'stop');
    await change(hosted.client, ({ CAConfig }) => ({ CAConfig: { ...CAConfig, ForceRotate: 1 } }));
    const rotation = await eventually('only one is waited for, and missed', async () => {
      const found = await lab.rotation();
      return found.Standings.length === 1 && found.Standings[0]?.Why === 'away' ? found : undefined;
    });
    expect(rotation).toMatchObject({
      Phase: 'renewing',
      Nodes: 3,
      Converged: 2,
      Standings: [{ Name: 'away', Why: 'away', Root: rotation.Old.Digest, Issuer: rotation.Old.Issuer }],
    });
    await reader.until('the rotation is told', () => reader.swarm?.Rotation?.Awaited === 1);
    expect(reader.swarm).toMatchObject({ Root: rotation.Old, Rotation: { Root: rotation.New, Since: rotation.Since } });
    const { WorkerToken } = reader.swarm ?? expect.fail();
    const [standing] = rotation.Standings;
    expect(standing?.Next).toMatch(/^Start it: .*`docker node rm --force /);
    expect(standing?.Since).toBe(rotation.Since);
    expect(rotation.New?.Issuer).not.toBe(rotation.Old.Issuer);

    const rows = new Map((await lab.nodes()).Nodes.map((row) => [row.Name, row]));
    expect(rows.get('here')).toMatchObject({ Issuer: rotation.New?.Issuer, Root: rotation.Old.Digest });
    expect(rows.get('away')).toMatchObject({ Issuer: rotation.Old.Issuer, Root: rotation.Old.Digest });
    const probe = await lab.probe({ From: 'here', To: 'manager-1' });
    expect(probe).toMatchObject({ Client: { Verdict: 'accepted' }, Server: { Verdict: 'accepted' } });
    expect(probe.Server.Chain).toHaveLength(2);
    const certificates = await lab.certificates('here');
    expect(certificates).toMatchObject({ From: 'node', Chain: probe.Client.Chain });
    expect(await lab.certificates('away')).toMatchObject({ From: 'manager', TrustBundle: certificates.TrustBundle });

    await lab.start('away');
    await reader.until('the rotation has ended', () =>
      reader.journal.some(({ Event }) => Event === 'rotation-completed'),
    );
    await hosted.lab.until('all trust the new root', ({ isSettled }) => isSettled);
    await reader.until('its end is told', () => reader.swarm?.Rotation === undefined);
    expect(reader.swarm?.Root).toEqual(rotation.New);
    expect(reader.swarm?.WorkerToken).not.toBe(WorkerToken);
    await reader.until('all have come over', () =>
      [...reader.rows.values()].every(({ Root }) => Root === rotation.New?.Digest),
    );
    const { Entries } = await lab.journal();
    const [started, completed] = ['rotation-started', 'rotation-completed'].map((event) =>
      Entries.find(({ Event }) => Event === event),
    );
    expect(completed?.Cause).toBe(started?.Seq);
    const issued = Entries.filter(({ Event, Seq }) => Event === 'certificate-issued' && Seq > (started?.Seq ?? 0));
    expect(issued.length).toBeGreaterThanOrEqual(3);
    for (const { ID, Cause } of issued) {
      expect(Entries.find(({ Seq }) => Seq === Cause)).toMatchObject({ ID, Event: 'node-renewing' });
    }
    expect((await lab.journal(completed?.Seq)).Entries.every(({ Seq }) => Seq > (completed?.Seq ?? 0))).toBe(true);
    await reader.end();
  });

  it('says what keeps a probe from coming about, and who refuses whom', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Names: ['a', 'b'] });
    await expect(lab.probe({ From: 'a', To: 'b' })).rejects.toMatchObject({
      status: 409,
      message: 'b is no manager: nobody listens there. Probe the port of a manager.',
    });
    await lab.act('a', 'cut');
    expect(await lab.probe({ From: 'a', To: 'manager-1' })).toMatchObject({
      Failure: 'a is cut off the network',
      Version: '',
      Client: { Verdict: 'none' },
    });
    await lab.setFaults('b', { SkewMs: 91 * day });
    expect(await lab.probe({ From: 'b', To: 'manager-1' })).toMatchObject({
      Failure: '',
      Client: { Verdict: 'refused', Code: 'expired' },
      Server: { Verdict: 'accepted' },
    });
  });

  it('looks at no TLS where there is none', async () => {
    const settings = { network: inProcessNetwork(systemEntropy), storage: 'memory' as const };
    await using hosted = await Hosted.start({ settings });
    const lab = await hosted.found();
    await add(lab, { Names: ['a'] });
    expect(await lab.info()).toMatchObject({ Network: 'in-process', Simulated: 2 });
    await expect(lab.probe({ From: 'a', To: 'manager-1' })).rejects.toMatchObject({ status: 409 });
    await lab.act('a', 'stop');
    expect(await lab.start('a')).toMatchObject({ Place: 'here' });
  });

  it('tells nobody a key, a token or an unlock key, whatever is asked', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const changes = new Reader(lab);
    const secrets = new Set<string>();
    const note = () => {
      for (const secret of Object.values(hosted.lab.readSecrets())) secrets.add(secret);
      for (const { node } of hosted.lab.nodes.values()) secrets.add(node.credentials.identity.tls.keyPem);
    };
    await add(lab, { Names: ['worker-1', 'manager-2'], Role: 'manager' });
    await hosted.lab.until('it is a manager', ({ state }) => state.managers.size === 3);
    note();
    await change(hosted.client, ({ CAConfig }) => ({
      CAConfig: { ...CAConfig, ForceRotate: 1 },
      EncryptionConfig: { AutoLockManagers: true },
    }));
    note();
    await hosted.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    const keyFile = join(hosted.engine.directory, 'nodes', 'worker-1', 'swarm', 'certificates', 'swarm-node.key');
    await eventually(
      'its key is locked',
      async () => (await readFile(keyFile, 'utf8')).includes('kek-version: ') || undefined,
    );
    await lab.act('worker-1', 'stop');
    const before = await hosted.client.unlockKey();
    await change(hosted.client, () => ({}), { rotateWorkerToken: true, rotateManagerUnlockKey: true });
    note();
    for (const node of ['manager-1', 'worker-1', 'manager-2']) await lab.certificates(node);
    await lab.probe({ From: 'manager-1', To: 'manager-2' });
    await expect(lab.start('worker-1')).rejects.toMatchObject({ status: 409 });
    await expect(lab.start('worker-1', 'SWMKEY-1-x')).rejects.toMatchObject({ status: 400 });
    await lab.start('worker-1', before);
    await lab.act('worker-1', 'renew');
    note();
    await Promise.all([lab.info(), lab.nodes(), lab.clock(), lab.rotation(), lab.journal()]);
    await changes.until('the timeline is told', () => changes.journal.some(({ Event }) => Event === 'token-rotated'));
    await changes.end();

    expect(secrets.size).toBeGreaterThan(8);
    const told = hosted.told.join('\n');
    expect(told).toContain('BEGIN CERTIFICATE');
    for (const secret of secrets) {
      // What is telling of a key in PEM is its middle.
      const [, line = secret] = secret.split('\n');
      expect(told.includes(line.slice(0, 40))).toBe(false);
    }
  });
});
