import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { joinRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import { Bench, anyAddress, init, joinLab, labOf, localState, updateSpec } from '../tools/lab-engines.ts';
import type { LabEngine } from '../../packages/core/src/lab/engine/lab-engine.ts';
import { managersOf } from '../../packages/core/src/swarm/managers.ts';
import { Engine as DockerEngine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { startCrew, startLab } from '../tools/swarm.ts';

/** Where the lab of an engine takes nodes in. */
async function wayIn(engine: LabEngine, role: 'Worker' | 'Manager' = 'Worker'): Promise<object> {
  return {
    ...anyAddress,
    RemoteAddrs: [labOf(engine).manager.address],
    JoinToken: (await engine.inspectSwarm()).JoinTokens[role],
  };
}

describe('an engine with a lab', () => {
  it('is the same after a restart, with all its nodes but those that were stopped on purpose', async () => {
    await using bench = await Bench.make();
    let engine = await bench.engine();
    const id = await init(engine, { Spec: { Labels: { a: 'b' } } });
    await joinLab(engine, 'worker-1');
    await joinLab(engine, 'worker-2');
    const gone = await joinLab(engine, 'worker-3');
    await engine.membership?.stopNode('worker-2');
    await engine.removeNode(gone.node.id, true);
    const { Version: _, ...before } = await engine.inspectSwarm();
    const { address } = labOf(engine).manager;

    engine = await bench.restarted(engine);
    expect(await localState(engine)).toBe('active');
    expect([...labOf(engine).nodes.keys()].toSorted()).toEqual(['manager-1', 'worker-1']);
    const { Version: _later, ...after } = await engine.inspectSwarm();
    expect(after).toEqual(before);
    expect((await engine.info()).Swarm).toMatchObject({ NodeID: id, ControlAvailable: true, Nodes: 3, Managers: 1 });
    expect(labOf(engine).manager.address).toBe(address);

    await engine.membership?.startNode('worker-2');
    await expect(engine.membership?.stopNode('worker-3')).rejects.toMatchObject({ code: 'no-node' });
    engine = await bench.restarted(engine);
    expect(labOf(engine).nodes.has('worker-2')).toBe(true);
  });

  it('is gone when it leaves, with force alone, and can be made again', async () => {
    await using bench = await Bench.make();
    let engine = await bench.engine();
    const first = await init(engine);
    await joinLab(engine, 'worker-1');
    await expect(engine.leaveSwarm(false)).rejects.toMatchObject({ status: 503 });
    const { directory } = labOf(engine);
    await engine.leaveSwarm(true);
    expect(await localState(engine)).toBe('inactive');
    // No key is left behind.
    expect(await readdir(directory)).toEqual([]);
    engine = await bench.restarted(engine);
    expect(await localState(engine)).toBe('inactive');
    expect(await init(engine)).not.toBe(first);
    expect((await engine.info()).Swarm.Nodes).toBe(1);
    expect([...labOf(engine).nodes.keys()]).toEqual(['manager-1']);
  });

  it('is outside when its leaving, or its beginning, was cut short, and begins anew', async () => {
    await using bench = await Bench.make();
    let engine = await bench.engine();
    await init(engine);
    await joinLab(engine, 'worker-1');
    const { directory } = labOf(engine);
    await engine.close();
    await rm(join(directory, 'swarm.db'));
    engine = await bench.restarted(engine);
    expect(await localState(engine)).toBe('inactive');
    await init(engine);
    expect(await readdir(join(directory, 'nodes'))).toEqual(['manager-1']);
  });

  it('says of several managers what is lost when it leaves, and warns of two', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    await init(engine);
    await joinLab(engine, 'manager-2', 'manager');
    const restore =
      'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. ' +
      'Use `--force` to suppress this message.';
    const leaving = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
    await expect(engine.leaveSwarm(false)).rejects.toThrow(
      `${leaving}Removing this node leaves 1 managers out of 2. ` +
        `Without a Raft quorum your swarm will be inaccessible. ${restore}`,
    );
    expect((await engine.info()).Swarm.Warnings).toEqual([expect.stringContaining('two-manager configuration')]);
    await joinLab(engine, 'manager-3', 'manager');
    await joinLab(engine, 'manager-4', 'manager');
    await expect(engine.leaveSwarm(false)).rejects.toMatchObject({ message: leaving + restore });
  });

  it('without a majority answers that there is no leader, and goes on alone when it is forced to', async () => {
    await using bench = await Bench.make();
    let engine = await bench.engine();
    const id = await init(engine);
    const { ID } = await engine.inspectSwarm();
    await joinLab(engine, 'manager-2', 'manager');
    await expect(init(engine)).rejects.toThrow('This node is already part of a swarm.');
    await engine.membership?.stopNode('manager-2');
    const lost = {
      status: 500,
      message: expect.stringMatching(/^rpc error: code = Unknown desc = The swarm does not/),
    };
    await expect(engine.inspectSwarm()).rejects.toMatchObject(lost);
    await expect(engine.listNodes()).rejects.toMatchObject(lost);
    await expect(engine.removeNode(id, false)).rejects.toMatchObject(lost);
    const { Swarm } = await engine.info();
    expect(Swarm).toMatchObject({ LocalNodeState: 'active', ControlAvailable: true, Error: lost.message });

    expect(await init(engine, { ForceNewCluster: true })).toBe(id);
    expect((await engine.inspectSwarm()).ID).toBe(ID);
    const nodes = await engine.listNodes();
    const leads = new Map(nodes.map(({ ID: nodeId, ManagerStatus }) => [nodeId === id, ManagerStatus?.Leader]));
    expect([leads.get(true), leads.get(false)]).toEqual([true, undefined]);
    engine = await bench.restarted(engine);
    expect((await engine.info()).Swarm).toMatchObject({ Nodes: 2, Managers: 1 });
  });

  it('whose node was demoted answers as a worker, and as one that begins while its manager is stopped', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    const id = await init(engine);
    await joinLab(engine, 'manager-2', 'manager');
    const third = await joinLab(engine, 'manager-3', 'manager');
    await engine.membership?.stopNode('manager-1');
    await expect(engine.listNodes()).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('Manager is being prepared'),
    });
    await engine.membership?.startNode('manager-1');
    await labOf(engine).until('all are back', ({ isSettled }) => isSettled);

    const { Version } = await engine.inspectNode('manager-1');
    const spec = { Name: '', Labels: {}, Role: 'worker', Availability: 'active' } as const;
    await engine.updateNode(id, Version.Index, spec);
    await labOf(engine).until('it is no manager', ({ state }) => state.nodes.get(id)?.role === 'worker');
    const refused = { status: 503, message: expect.stringContaining("Worker nodes can't be used") };
    await expect(engine.inspectSwarm()).rejects.toMatchObject(refused);
    await expect(engine.unlockSwarm('rubbish')).rejects.toMatchObject(refused);
    expect((await engine.info()).Swarm).toMatchObject({
      NodeID: id,
      ControlAvailable: false,
      LocalNodeState: 'active',
    });
    await expect(engine.leaveSwarm(false)).rejects.toThrow('Use `--force` to remove the lab with all its state.');
    expect(labOf(engine).managerOf(third.node.id)).toBeDefined();
  });

  it('AC-075 rotates its root, and shows meanwhile whom nodes trust and who issues', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    await init(engine);
    const worker = await joinLab(engine, 'worker-1');
    const before = await engine.inspectSwarm();
    labOf(engine).nodes.get('worker-1')?.faults.silence();
    await updateSpec(engine, (spec) => ({ ...spec, CAConfig: { ...spec.CAConfig, ForceRotate: 1 } }));
    const during = await engine.inspectSwarm();
    expect(during.RootRotationInProgress).toBe(true);
    expect(during.TLSInfo.TrustRoot).toBe(before.TLSInfo.TrustRoot);
    expect(during.TLSInfo.CertIssuerPublicKey).not.toBe(before.TLSInfo.CertIssuerPublicKey);
    expect(during.JoinTokens).toEqual(before.JoinTokens);
    worker.faults.wake();
    await labOf(engine).until('all have told that they trust the new root', ({ isSettled, state }) => {
      const { caCert } = state.cluster.rootCa;
      return isSettled && [...state.nodes.values()].every((row) => row.description?.tlsInfo?.trustRoot === caCert);
    });
    const after = await engine.inspectSwarm();
    expect(after.TLSInfo.TrustRoot).not.toBe(before.TLSInfo.TrustRoot);
    expect(after.TLSInfo.CertIssuerPublicKey).toBe(during.TLSInfo.CertIssuerPublicKey);
    for (const { Description } of await engine.listNodes()) expect(Description.TLSInfo).toEqual(after.TLSInfo);
    const told = engine
      .pastEvents()
      .flatMap(({ Type, Actor }) => (Type === 'swarm' ? [Actor.Attributes['event']] : []));
    expect(told).toEqual(expect.arrayContaining(['rotation-started', 'rotation-completed']));
  });

  it('that was locked from the start opens with its key, and so do managers that are started later', async () => {
    await using bench = await Bench.make();
    let engine = await bench.engine();
    await init(engine, { AutoLockManagers: true, Spec: { EncryptionConfig: { AutoLockManagers: true } } });
    await joinLab(engine, 'worker-1');
    const key = await engine.unlockKey();
    engine = await bench.restarted(engine);
    expect((await engine.info()).Swarm).toMatchObject({ LocalNodeState: 'locked', NodeAddr: '127.0.0.1' });
    await engine.unlockSwarm(key);
    expect([...labOf(engine).nodes.keys()].toSorted()).toEqual(['manager-1', 'worker-1']);
    engine = await bench.restarted(engine);
    await engine.leaveSwarm(true);
    expect(await localState(engine)).toBe('inactive');
    await init(engine);
  });

  it('listens on this machine alone, and says so where it was asked for more', async () => {
    await using bench = await Bench.make();
    let engine = await bench.engine();
    await expect(init(engine, { ListenAddr: '192.0.2.1:0' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('a lab listens on loopback addresses alone'),
    });
    await init(engine, { ListenAddr: '0.0.0.0:0' });
    for (let restarts = 0; restarts < 2; restarts++) {
      const { Warnings, NodeAddr } = (await engine.info()).Swarm;
      expect(NodeAddr).toBe('127.0.0.1');
      expect(Warnings).toEqual([expect.stringContaining('on 127.0.0.1 and not on 0.0.0.0:0')]);
      engine = await bench.restarted(engine);
    }
  });

  it('is not made where somebody else listens, and leaves nothing behind', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(init(engine, { ListenAddr: `127.0.0.1:${port}` })).rejects.toThrow(
      /Choose another port.*--listen-addr/,
    );
    expect(await localState(engine)).toBe('inactive');
    const closed = new Promise((resolve) => other.close(resolve));
    await closed;
    await init(engine, { ListenAddr: `127.0.0.1:${port}` });
    expect(labOf(engine).manager.address).toBe(`127.0.0.1:${port}`);
  });

  it('says which of several nodes cannot be meant', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    await init(engine);
    const manager = labOf(engine).manager.address;
    // All of them call themselves alike.
    await using first = await startCrew(manager, labOf(engine).joinToken('worker'), 1);
    await using second = await startCrew(manager, labOf(engine).joinToken('worker'), 1);
    const nodes = await eventually('both have reported', async () => {
      const found = (await engine.listNodes()).filter(({ Description }) => Description.Hostname === 'crew-0');
      return found.length === 2 ? found : undefined;
    });
    expect([...first.nodes, ...second.nodes].map(({ id }) => id).toSorted()).toEqual(nodes.map(({ ID }) => ID));
    await expect(engine.inspectNode('crew-0')).rejects.toMatchObject({
      status: 400,
      message: 'node crew-0 is ambiguous (2 matches found)',
    });
    expect(engine.isNeeded).toBe(true);
  });
});

describe('an engine that joins', () => {
  it('a lab of another engine is a worker there, also after a restart, until it leaves', async () => {
    await using bench = await Bench.make();
    const host = await bench.engine('host');
    await init(host);
    const lived: string[] = [];
    const settings = { onNodeEvent: (_: string, { kind }: { readonly kind: string }) => lived.push(kind) };
    let guest = await bench.engine('guest', { settings });
    await guest.joinSwarm(joinRequest.read({ ...(await wayIn(host)), Availability: 'drain' }, ''));
    const { NodeID } = (await guest.info()).Swarm;
    const ready = (): Promise<void> =>
      labOf(host).until('it is there', ({ state }) => state.nodes.get(NodeID)?.status.state === 'ready');
    await ready();
    expect(labOf(host).state.nodes.get(NodeID)?.availability).toBe('drain');
    await eventually('it tells what it lives through', () => lived.includes('registered') || undefined);
    await expect(guest.listNodes()).rejects.toThrow("Worker nodes can't be used");
    await expect(init(guest)).rejects.toThrow('already part of a swarm');
    expect(guest.isNeeded).toBe(true);

    await guest.close();
    guest = await bench.engine('guest');
    await ready();
    const manager = { NodeID: managersOf(labOf(host).state)[0]?.id, Addr: labOf(host).manager.address };
    const { Swarm } = await eventually('it has heard who the managers are', async () => {
      const info = await guest.info();
      return info.Swarm.RemoteManagers.some(({ NodeID: known }) => known !== '') ? info : undefined;
    });
    expect(Swarm).toMatchObject({ NodeID, LocalNodeState: 'active', ControlAvailable: false });
    expect(Swarm.RemoteManagers).toEqual([manager]);
    await guest.leaveSwarm(false);
    expect(await localState(guest)).toBe('inactive');
    await init(guest);
  });

  it('is refused in the words of whoever refuses it, and has joined nothing', async () => {
    await using bench = await Bench.make();
    await using test = await startLab();
    const guest = await bench.engine('guest');
    const RemoteAddrs = [test.lab.manager.address];
    const joinWith = (JoinToken: string): Promise<void> =>
      guest.joinSwarm(joinRequest.read({ ...anyAddress, RemoteAddrs, JoinToken }, ''));
    const token = test.lab.joinToken('worker');
    await expect(joinWith('rubbish')).rejects.toMatchObject({ status: 500, message: 'invalid join token' });
    const wrongSecret = token.replace(/[^-]+$/, (secret) => '1'.repeat(secret.length));
    await expect(joinWith(wrongSecret)).rejects.toMatchObject({
      status: 400,
      message: 'rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster',
    });
    const wrongDigest = token.replace(/^(SWMTKN-1-)[^-]+/, (_, prefix: string) => prefix + '1'.padStart(50, '0'));
    await expect(joinWith(wrongDigest)).rejects.toMatchObject({
      status: 500,
      message: expect.stringMatching(/^remote CA does not match fingerprint. Expected: [0-9a-f]{64}$/),
    });
    // It speaks no raft: so it can be no manager but of a lab of its own.
    await expect(joinWith(test.lab.joinToken('manager'))).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/was made a manager of this swarm, and swarmpki runs no raft.*worker token/),
    });
    expect(await localState(guest)).toBe('inactive');
    await init(guest);
  });

  it('goes on in the background when that takes long, and gives up when it is to leave', async () => {
    await using bench = await Bench.make();
    // It takes connections and says nothing.
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    await using test = await startLab();
    const guest = await bench.engine('guest', { joinTimeoutMs: 50 });
    const wish = { ...anyAddress, RemoteAddrs: [`127.0.0.1:${port}`], JoinToken: test.lab.joinToken('worker') };
    await expect(guest.joinSwarm(joinRequest.read(wish, ''))).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/^Timeout was reached before node joined\./),
    });
    expect(await localState(guest)).toBe('pending');
    await expect(guest.listNodes()).rejects.toThrow('This node is not a swarm manager. Use "docker swarm init"');
    await expect(init(guest)).rejects.toThrow('already part of a swarm');
    await guest.leaveSwarm(false);
    expect(await localState(guest)).toBe('inactive');
    silent.close();
  });

  it.skipIf(dockerMissing)('a real engine is a worker there', async () => {
    await using bench = await Bench.make();
    await using docker = await DockerEngine.start('host');
    const address = await docker.init();
    const guest = await bench.engine('guest');
    const wish = { ...anyAddress, RemoteAddrs: [address], JoinToken: await docker.joinToken('worker') };
    await guest.joinSwarm(joinRequest.read(wish, ''));
    const { NodeID } = (await guest.info()).Swarm;
    await eventually('it is ready', async () => {
      return (await docker.output('node', 'inspect', NodeID, '--format', '{{.Status.State}}')) === 'ready' || undefined;
    });
    await guest.leaveSwarm(false);
  });
});

describe('an engine that cannot take up what lies in its directory', () => {
  it('says why, and leaves it by force', async () => {
    await using bench = await Bench.make();
    let engine = await bench.engine();
    await init(engine);
    const directory = labOf(engine).directory;
    await engine.close();
    await rm(join(directory, 'nodes', 'manager-1', 'swarm', 'certificates', 'swarm-node.key'));
    engine = await bench.restarted(engine);
    const { LocalNodeState, Error } = (await engine.info()).Swarm;
    expect([LocalNodeState, Error]).toEqual(['error', expect.stringContaining('swarm-node.key')]);
    await expect(engine.inspectSwarm()).rejects.toMatchObject({ status: 503 });
    await expect(engine.leaveSwarm(false)).rejects.toThrow('Doing so may lose the consensus of your cluster.');
    await engine.leaveSwarm(true);
    expect(await localState(engine)).toBe('inactive');
  });
});
