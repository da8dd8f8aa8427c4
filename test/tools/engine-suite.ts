import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import type { EngineClient, SwarmUpdate } from '../../packages/core/src/engine/client/engine-client.ts';
import type { SwarmSight } from '../../packages/core/src/engine/watch/swarm-sight.ts';
import { watchSwarm } from '../../packages/core/src/engine/watch/watch-swarm.ts';
import { initRequest, joinRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import type { SwarmSpec } from '../../packages/core/src/engine/shapes/swarm.ts';

/** An engine of a test's own, in no swarm. */
export interface StartedEngine extends AsyncDisposable {
  readonly client: EngineClient;
  /** A loopback address on which it may listen, `127.x.y.z`. */
  readonly address: string;
  /** Its rotations may have ended before anybody has looked. */
  readonly isQuick?: true;
}

const hour = 3_600_000_000_000;
const notAManager =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
const outOfSequence = { status: 500, message: 'rpc error: code = Unknown desc = update out of sequence' };

/** Makes a swarm of an engine. @returns the id of its node */
export function found({ client, address }: StartedEngine): Promise<string> {
  return client.initSwarm({ ...initRequest.zero, ListenAddr: `${address}:2377`, AdvertiseAddr: address });
}

/** Changes a swarm from what it is now. */
export async function change(
  client: EngineClient,
  what: (spec: SwarmSpec) => Partial<SwarmSpec>,
  rotations: Partial<SwarmUpdate> = {},
): Promise<void> {
  const { Version, Spec } = await client.inspectSwarm();
  await client.updateSwarm({ version: Version.Index, spec: { ...Spec, ...what(Spec) }, ...rotations });
}

/** What every engine answers to a client, a lab as a real one, in Docker's words (docs/protocol.md §11). */
export function describeEngine(name: string, start: () => Promise<StartedEngine>, missing?: string): void {
  describe.skipIf(missing)(`${name}, asked by the client`, () => {
    it('is in no swarm at first, and says so to whoever asks for one', async () => {
      await using engine = await start();
      const { client, address } = engine;
      expect((await client.version()).ApiVersion).toMatch(/^1\.\d+$/);
      expect((await client.info()).Swarm).toMatchObject({ LocalNodeState: 'inactive', NodeID: '', Cluster: undefined });
      const asks = [
        () => client.inspectSwarm(),
        () => client.listNodes(),
        () => client.inspectNode('x'),
        () => client.unlockKey(),
      ];
      for (const ask of asks) {
        await expect(ask()).rejects.toMatchObject({ name: 'EngineRefusal', status: 503, message: notAManager });
      }
      await expect(client.leaveSwarm(false)).rejects.toMatchObject({
        status: 503,
        message: 'This node is not part of a swarm',
      });
      const listen = { ...joinRequest.zero, ListenAddr: `${address}:2377`, AdvertiseAddr: address };
      await expect(client.joinSwarm(listen)).rejects.toMatchObject({
        status: 400,
        message: 'at least 1 RemoteAddr is required to join',
      });
      await expect(
        client.joinSwarm({ ...listen, RemoteAddrs: [`${address}:1`], JoinToken: 'nonsense' }),
      ).rejects.toMatchObject({ status: 500, message: 'invalid join token' });
    });

    it('founds a swarm, shows it, and leaves it', async () => {
      await using engine = await start();
      const { client } = engine;
      const id = await found(engine);
      await expect(found(engine)).rejects.toMatchObject({
        status: 503,
        message:
          'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
      });

      const swarm = await client.inspectSwarm();
      expect(swarm.JoinTokens.Worker).toMatch(/^SWMTKN-1-/);
      expect(swarm.TLSInfo.TrustRoot).toMatch(/^-----BEGIN CERTIFICATE-----/);
      expect(swarm.Spec.CAConfig).toMatchObject({ NodeCertExpiry: 2160 * hour, ForceRotate: 0 });
      const { JoinTokens: _, ...shownToAll } = swarm;
      expect((await client.info()).Swarm).toMatchObject({
        LocalNodeState: 'active',
        ControlAvailable: true,
        NodeID: id,
        Nodes: 1,
        Managers: 1,
        Cluster: shownToAll,
      });
      expect(await client.listNodes()).toMatchObject([
        { ID: id, Spec: { Role: 'manager' }, Status: { State: 'ready' }, ManagerStatus: { Leader: true } },
      ]);

      await expect(client.leaveSwarm(false)).rejects.toMatchObject({
        status: 503,
        message:
          'You are attempting to leave the swarm on a node that is participating as a manager. Removing the last ' +
          'manager erases all current state of the swarm. Use `--force` to ignore this message. ',
      });
      await client.leaveSwarm(true);
      expect((await client.info()).Swarm).toMatchObject({ LocalNodeState: 'inactive', NodeID: '' });
    });

    it('AC-122 AC-124 changes its swarm from the present version alone, and within Docker’s limits', async () => {
      await using engine = await start();
      const { client } = engine;
      await found(engine);
      const expiry = (NodeCertExpiry: number) => (spec: SwarmSpec) => ({
        CAConfig: { ...spec.CAConfig, NodeCertExpiry },
      });
      await expect(change(client, expiry((59 / 60) * hour))).rejects.toMatchObject({
        status: 400,
        message: 'rpc error: code = InvalidArgument desc = minimum certificate expiry time is: 1h0m0s',
      });
      await expect(change(client, () => ({ Name: 'blah' }))).rejects.toMatchObject({
        status: 400,
        message: 'swarm spec must be named "default"',
      });
      const { Version, Spec } = await client.inspectSwarm();
      await change(client, expiry(2 * hour));
      expect((await client.inspectSwarm()).Spec).toEqual({ ...Spec, ...expiry(2 * hour)(Spec) });
      await expect(client.updateSwarm({ version: Version.Index, spec: Spec })).rejects.toMatchObject(outOfSequence);
    });

    it('AC-125 AC-126 makes anew the tokens that are named, and no others', async () => {
      await using engine = await start();
      const { client } = engine;
      await found(engine);
      const tokens = async () => (await client.inspectSwarm()).JoinTokens;
      const first = await tokens();
      await change(client, () => ({}), { rotateWorkerToken: true });
      const second = await tokens();
      // Compared, and not shown: tokens are secrets.
      expect([second.Worker === first.Worker, second.Manager === first.Manager]).toEqual([false, true]);
      await change(client, () => ({}), { rotateManagerToken: true });
      const third = await tokens();
      expect([third.Worker === second.Worker, third.Manager === second.Manager]).toEqual([true, false]);
      await change(client, () => ({}), { rotateWorkerToken: true, rotateManagerToken: true });
      const fourth = await tokens();
      expect([fourth.Worker === third.Worker, fourth.Manager === third.Manager]).toEqual([false, false]);
    });

    it('AC-127 has an unlock key while its managers are locked, another one when asked for, and none afterwards', async () => {
      await using engine = await start();
      const { client } = engine;
      await found(engine);
      expect(await client.unlockKey()).toBe('');
      await expect(client.unlockSwarm('SWMKEY-1-x')).rejects.toMatchObject({
        status: 409,
        message: 'swarm is not locked',
      });
      await change(client, () => ({ EncryptionConfig: { AutoLockManagers: true } }));
      const first = await client.unlockKey();
      expect(first.startsWith('SWMKEY-1-')).toBe(true);
      await change(client, () => ({}), { rotateManagerUnlockKey: true });
      const second = await client.unlockKey();
      expect(second !== first && second.startsWith('SWMKEY-1-')).toBe(true);
      await change(client, () => ({ EncryptionConfig: { AutoLockManagers: false } }));
      expect(await client.unlockKey()).toBe('');
    });

    it('AC-130 finds its node by id, name and the beginning of its id, and refuses what would be the end of the swarm', async () => {
      await using engine = await start();
      const { client } = engine;
      const id = await found(engine);
      const node = await client.inspectNode(id);
      expect((await client.inspectNode(id.slice(0, 6))).ID).toBe(id);
      expect((await client.inspectNode(node.Description.Hostname)).ID).toBe(id);
      await expect(client.inspectNode('nope')).rejects.toMatchObject({ status: 404, message: 'node nope not found' });
      const update = async (changes: object, version?: number): Promise<void> => {
        const { Version, Spec } = await client.inspectNode(id);
        await client.updateNode(id, version ?? Version.Index, { ...Spec, ...changes });
      };
      await expect(update({ Role: 'worker' })).rejects.toMatchObject({
        status: 400,
        message: 'rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm',
      });
      await expect(update({ Role: '' })).rejects.toMatchObject({ status: 400, message: 'invalid Role: ""' });
      await expect(update({ Availability: 'zzz' })).rejects.toMatchObject({
        status: 400,
        message: 'invalid Availability: "zzz"',
      });
      await update({ Availability: 'drain', Labels: { rack: '7' } });
      expect((await client.inspectNode(id)).Spec).toMatchObject({ Availability: 'drain', Labels: { rack: '7' } });
      await expect(update({ Availability: 'active' }, 1)).rejects.toMatchObject(outOfSequence);
      for (const force of [false, true]) {
        await expect(client.removeNode(id, force)).rejects.toMatchObject({
          status: 400,
          message: `rpc error: code = FailedPrecondition desc = node ${id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`,
        });
      }
    });

    it('tells of its nodes by events, and lets a rotation be watched to its end', async () => {
      await using engine = await start();
      const { client } = engine;
      const id = await found(engine);
      const ending = new AbortController();
      const before = await client.inspectSwarm();
      const seen = { rotating: false, node: '' };
      const watching = (async () => {
        for await (const news of watchSwarm(client, { clock: systemClock, signal: ending.signal })) {
          if (news.kind !== 'seen') throw new Error(`the engine was ${news.kind}`);
          const { swarm, nodes } = news.sight;
          if (swarm?.RootRotationInProgress === true) seen.rotating = true;
          const done = swarm?.RootRotationInProgress === false && swarm.TLSInfo.TrustRoot !== before.TLSInfo.TrustRoot;
          if (done && [...nodes.values()].every(({ tlsStatus }) => tlsStatus === 'Ready')) return;
        }
      })();
      const listening = (async () => {
        for await (const { Type, Action, Actor } of client.events({ signal: ending.signal })) {
          if (Type === 'node' && Action === 'update') {
            seen.node = Actor.ID;
            return;
          }
        }
      })();
      await change(client, ({ CAConfig }) => ({ CAConfig: { ...CAConfig, ForceRotate: CAConfig.ForceRotate + 1 } }));
      await Promise.all([watching, listening]);
      ending.abort();
      expect(seen).toEqual({ rotating: engine.isQuick === true ? expect.any(Boolean) : true, node: id });
    });

    it('is watched as any other: manager and worker are shown in the same shape, with the days that are left', async () => {
      await using manager = await start();
      await using worker = await start();
      const { client } = manager;
      const managerId = await found(manager);
      await worker.client.joinSwarm({
        ...joinRequest.zero,
        ListenAddr: `${worker.address}:2377`,
        AdvertiseAddr: worker.address,
        RemoteAddrs: [`${manager.address}:2377`],
        JoinToken: (await client.inspectSwarm()).JoinTokens.Worker,
      });
      const workerId = (await worker.client.info()).Swarm.NodeID;
      const sight = await untilSeen(client, ({ nodes }) => {
        const all = [managerId, workerId].map((id) => nodes.get(id));
        return all.every((node) => node?.certificate !== undefined && node.tlsStatus === 'Ready');
      });
      const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
      const common = {
        state: 'ready',
        availability: 'active',
        tlsStatus: 'Ready',
        silentSince: undefined,
        name: expect.stringMatching(/./),
        issuer: digest,
        root: digest,
        certificateProblem: undefined,
        faults: undefined,
        error: undefined,
        certificate: { serial: expect.stringMatching(/^[0-9a-f]+$/) },
      };
      const { Addr: address } = (await client.inspectNode(managerId)).ManagerStatus ?? {};
      expect(sight.nodes.get(managerId)).toMatchObject({
        ...common,
        id: managerId,
        role: 'manager',
        desiredRole: 'manager',
        manager: true,
        leader: true,
        address,
      });
      expect(sight.nodes.get(workerId)).toMatchObject({
        ...common,
        id: workerId,
        role: 'worker',
        desiredRole: 'worker',
        manager: false,
        leader: false,
        reachability: undefined,
        address: undefined,
      });
      const [one, other] = [managerId, workerId].map((id) => sight.nodes.get(id));
      expect([one?.issuer, one?.root]).toEqual([other?.issuer, other?.root]);
      // The founder's first certificate is of a year, whatever is asked of others.
      for (const { certificate } of sight.nodes.values()) {
        const { notBefore = 0, notAfter = 0, renewFrom = 0, renewUntil = 0 } = certificate ?? {};
        expect(notBefore).toBeLessThan(renewFrom);
        expect(renewFrom).toBeLessThan(renewUntil);
        expect(renewUntil).toBeLessThan(notAfter);
      }
      const daysLeft = ((other?.certificate?.notAfter ?? 0) - Date.now()) / 86_400_000;
      expect(daysLeft).toBeGreaterThan(89.9);
      expect(daysLeft).toBeLessThan(90.1);
      expect(sight.lab === undefined).toBe(one?.place === undefined);
    });
  });
}

/** Watches a swarm until it is so. */
async function untilSeen(client: EngineClient, isSo: (sight: SwarmSight) => boolean): Promise<SwarmSight> {
  const ending = new AbortController();
  for await (const news of watchSwarm(client, { clock: systemClock, signal: ending.signal })) {
    if (news.kind === 'lost') throw news.problem;
    if (news.kind === 'seen' && isSo(news.sight)) return news.sight;
  }
  throw new Error('it was watched no longer');
}
