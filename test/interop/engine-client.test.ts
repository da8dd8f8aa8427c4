import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import { readNodeCertificates } from '../../packages/core/src/engine/leaves/read-node-certificates.ts';
import { joinRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { change, describeEngine, found } from '../tools/engine-suite.ts';
import type { StartedEngine } from '../tools/engine-suite.ts';
import { eventually } from '../tools/eventually.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

/** An engine may sign twice for one request: what a manager has and what a node has then differ in that (§11.8). */
const minute = 60_000;
type Validities = ReadonlyMap<string, { readonly notBefore: number; readonly notAfter: number }>;

interface RealEngine extends StartedEngine {
  readonly engine: Engine;
}

async function startReal(label?: string): Promise<RealEngine> {
  const engine = await Engine.start(label);
  const client = new HttpEngineClient({ address: { kind: 'unix', path: engine.socket } });
  return {
    engine,
    client,
    address: engine.address,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await engine.remove();
    },
  };
}

describeEngine('a Docker Engine', startReal, dockerMissing);

describe.skipIf(dockerMissing)('a Docker Engine of another machine', () => {
  it('is reached through ssh and docker system dial-stdio', async () => {
    await using engine = await Engine.start('far');
    await using directory = await temporaryDirectory();
    // In place of the way to the other machine: what comes behind `--` and the host is run here.
    const script = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift 2; exec "$@"\n';
    await writeFile(join(directory.path, 'ssh'), script, { mode: 0o755 });
    const environment = { PATH: `${directory.path}:${process.env['PATH']}`, DOCKER_HOST: `unix://${engine.socket}` };
    await using client = new HttpEngineClient({ address: { kind: 'ssh', host: 'far' } }, environment);
    expect((await client.info()).Swarm.LocalNodeState).toBe('inactive');
    await expect(client.leaveSwarm(false)).rejects.toMatchObject({ message: 'This node is not part of a swarm' });
  });
});

describe.skipIf(dockerMissing)('a real swarm of three, steered by the client', () => {
  it('Days left of every node of a real swarm equal what is on the disks, before a rotation and after', async () => {
    await using leader = await startReal('leader');
    await using manager = await startReal('manager');
    await using worker = await startReal('worker');
    const all = [leader, manager, worker];
    const { client } = leader;
    await found(leader);
    const { JoinTokens } = await client.inspectSwarm();
    const joinAs = (joining: RealEngine, JoinToken: string): Promise<void> =>
      joining.client.joinSwarm({
        ...joinRequest.zero,
        ListenAddr: `${joining.address}:2377`,
        AdvertiseAddr: joining.address,
        RemoteAddrs: [`${leader.address}:2377`],
        JoinToken,
      });
    await joinAs(manager, JoinTokens.Manager);
    await joinAs(worker, JoinTokens.Worker);
    const nodes = () =>
      eventually('all are ready', async (note) => {
        const listed = note(await client.listNodes());
        return listed.filter(({ Status }) => Status.State === 'ready').length === all.length ? listed : undefined;
      });

    const { signal } = new AbortController();
    const told = async (): Promise<Validities> => {
      const { TrustRoot: trustRoot } = (await client.inspectSwarm()).TLSInfo;
      const readings = await readNodeCertificates({ nodes: await nodes(), trustRoot, clock: systemClock, signal });
      return new Map(
        readings.map((reading) => {
          if ('problem' in reading) throw reading.problem;
          return [reading.nodeId, reading.certificate];
        }),
      );
    };
    const onDisk = async (): Promise<Validities> => {
      const entries = all.map(async ({ engine, client: own }) => {
        const leaf = new X509Certificate(await engine.readCertificate('swarm-node.crt'));
        const validity = { notBefore: Date.parse(leaf.validFrom), notAfter: Date.parse(leaf.validTo) };
        return [(await own.info()).Swarm.NodeID, validity] as const;
      });
      return new Map(await Promise.all(entries));
    };
    const expectSame = (readings: Validities, disks: Validities): void => {
      expect([...readings.keys()].toSorted()).toEqual([...disks.keys()].toSorted());
      for (const [id, { notBefore, notAfter }] of readings) {
        const disk = disks.get(id);
        expect(Math.abs(notBefore - (disk?.notBefore ?? 0)), 'notBefore').toBeLessThanOrEqual(minute);
        expect(Math.abs(notAfter - (disk?.notAfter ?? 0)), 'notAfter').toBeLessThanOrEqual(minute);
      }
    };
    const first = await told();
    expectSame(first, await onDisk());

    await change(client, ({ CAConfig }) => ({
      CAConfig: { ...CAConfig, NodeCertExpiry: 7_200_000_000_000, ForceRotate: CAConfig.ForceRotate + 1 },
    }));
    await eventually(
      'the rotation ends',
      async () => !(await client.inspectSwarm()).RootRotationInProgress || undefined,
    );
    const second = await told();
    expectSame(second, await onDisk());
    for (const { notBefore, notAfter } of second.values()) expect(notAfter - notBefore).toBe(180 * minute);
  });

  it('nodes are promoted, demoted and removed as Docker does it', async () => {
    await using leader = await startReal('leader');
    await using worker = await startReal('worker');
    const { client } = leader;
    await found(leader);
    const { JoinTokens } = await client.inspectSwarm();
    await worker.client.joinSwarm({
      ...joinRequest.zero,
      ListenAddr: `${worker.address}:2377`,
      AdvertiseAddr: worker.address,
      RemoteAddrs: [`${leader.address}:2377`],
      JoinToken: JoinTokens.Worker,
    });
    const { NodeID } = (await worker.client.info()).Swarm;
    await expect(worker.client.inspectSwarm()).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining("Worker nodes can't be used to view or modify cluster state."),
    });
    const setRole = async (Role: string): Promise<void> => {
      const { Version, Spec } = await client.inspectNode(NodeID);
      await client.updateNode(NodeID, Version.Index, { ...Spec, Role });
    };
    const isManager = (wanted: boolean): Promise<true> =>
      eventually(`it is ${wanted ? 'a' : 'no'} manager`, async () => {
        const { LocalNodeState, ControlAvailable } = (await worker.client.info()).Swarm;
        return (LocalNodeState === 'active' && ControlAvailable === wanted) || undefined;
      });
    await setRole('manager');
    await isManager(true);
    await expect(worker.client.leaveSwarm(false)).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('Removing this node leaves 1 managers out of 2.'),
    });
    await eventually('it may be demoted', async () => {
      await setRole('worker');
      return true;
    });
    await isManager(false);
    await eventually(
      'it is up again',
      async () => (await client.inspectNode(NodeID)).Status.State === 'ready' || undefined,
    );
    await expect(client.removeNode(NodeID, false)).rejects.toMatchObject({
      status: 400,
      message: `rpc error: code = FailedPrecondition desc = node ${NodeID} is not down and can't be removed`,
    });
    await client.removeNode(NodeID, true);
    expect(await client.listNodes()).toHaveLength(1);
  });
});
