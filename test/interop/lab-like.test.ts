import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { connectLab } from '../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import { readNodeCertificates } from '../../packages/core/src/engine/leaves/read-node-certificates.ts';
import type { Node } from '../../packages/core/src/engine/shapes/node.ts';
import { serveLabOf } from '../host/hosts.ts';
import { eventually } from '../tools/eventually.ts';
import { RunningProgram } from '../tools/program.ts';
import { joinNodesTo, outputOn, subjectKinds } from '../tools/subjects.ts';
import type { Subject } from '../tools/subjects.ts';

/** Stands before an engine, and writes down what is asked of it. */
async function listenIn(
  socket: string,
): Promise<{ readonly port: number; readonly heard: string[] } & AsyncDisposable> {
  const heard: string[] = [];
  const server = createServer((client) => {
    const engine = connect(socket);
    client.on('data', (bytes) => {
      heard.push(...(bytes.toString('latin1').match(/^[A-Z]+ \/\S* HTTP\/1\.1/gm) ?? []));
    });
    client.pipe(engine).pipe(client);
    for (const one of [client, engine]) one.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, heard, [Symbol.asyncDispose]: async () => void server.close() };
}

/** The lab of a directory, hosted here. */
async function hostLab(subject: Subject, name: string) {
  const directory = join(subject.directory, name);
  const { XDG_DATA_HOME, XDG_RUNTIME_DIR } = subject.env;
  const user = { path: subject.directory, environment: { XDG_DATA_HOME, XDG_RUNTIME_DIR } };
  const served = await serveLabOf(user, { stateDirectory: directory });
  const { socketPath: socket } = served.host;
  const lab: Subject = { ...subject, socket, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() };
  return { directory, lab };
}

function clientOf({ socket }: Subject): HttpEngineClient {
  return new HttpEngineClient({ address: { kind: 'unix', path: socket }, name: 'the subject' }, {});
}

/** What of a node is to be alike. */
function likeness({ ID, Spec, Description, ManagerStatus, CreatedAt }: Node) {
  const { Hostname } = Description;
  return { ID, Spec, Hostname, isManager: ManagerStatus !== undefined, createdAt: Date.parse(CreatedAt) };
}

/** By id. */
const sorted = (nodes: readonly Node[]): readonly Node[] => nodes.toSorted((a, b) => (a.ID < b.ID ? -1 : 1));

describe.for(subjectKinds)('swarmpki lab like', ({ name, missing, start }) => {
  it.skipIf(missing)(`makes a lab like the swarm of ${name}, of which nothing is changed, to rehearse in`, async () => {
    await using subject = await start();
    await outputOn(subject, 'init', ...subject.addresses, '--cert-expiry', '720h', '--dispatcher-heartbeat', '1s');
    await using staying = await joinNodesTo(subject, 2, ['--name', 'here']);
    await staying.says(/2 nodes live/);
    await using going = await joinNodesTo(subject, 1, ['--name', 'gone']);
    await using original = clientOf(subject);
    const untilThere = async (count: number, state: string): Promise<true> =>
      eventually(`${count} are ${state}`, async (note) => {
        const nodes = note(await original.listNodes());
        return nodes.filter(({ Status }) => Status.State === state).length === count || undefined;
      });
    // One that ends before it has said who it is is never known to be down.
    await untilThere(4, 'ready');
    await going.interrupt();
    await outputOn(subject, 'node', 'update', '--label-add', 'zone=a', '--availability', 'drain', 'here-1');
    await untilThere(1, 'down');

    const before = [await original.inspectSwarm(), sorted(await original.listNodes())] as const;
    const signal = AbortSignal.timeout(30_000);
    const [swarm, nodes] = before;
    const asked = { nodes, trustRoot: swarm.TLSInfo.TrustRoot, clock: systemClock, signal };
    const certificates = await readNodeCertificates(asked);

    await using ear = await listenIn(subject.socket);
    const { directory, lab } = await hostLab(subject, 'rehearsal');
    await using rehearsal = lab;
    const words = ['lab', 'like', '--host', `tcp://127.0.0.1:${ear.port}`, '--state-dir', directory];
    await using program = new RunningProgram(words, { env: subject.env });
    expect(await program.ended(), program.said).toBe(0);
    expect(program.said).toMatch(/^A lab like the swarm at .*: 4 nodes, 1 manager among them, 1 down\.$/m);

    // Nothing has been written: by what was asked, and by the versions of all there is.
    expect(ear.heard.length).toBeGreaterThan(1);
    expect(ear.heard.filter((line) => !/^(GET|HEAD) /.test(line))).toEqual([]);
    const after = [await original.inspectSwarm(), sorted(await original.listNodes())] as const;
    expect(after.flat().map(({ Version }) => Version)).toEqual(before.flat().map(({ Version }) => Version));

    await using client = clientOf(rehearsal);
    await eventually('all nodes are there', async (note) => {
      const states = note((await client.listNodes()).map(({ Status }) => Status.State));
      return states.filter((state) => state === 'ready').length === 3 || undefined;
    });
    const copies = sorted(await client.listNodes());
    expect(copies.map(likeness)).toEqual(nodes.map(likeness));
    expect(copies.filter(({ Status }) => Status.State === 'down').map(({ ID }) => ID)).toEqual(
      nodes.filter(({ Status }) => Status.State === 'down').map(({ ID }) => ID),
    );
    const copy = await client.inspectSwarm();
    expect(copy.Spec.CAConfig.NodeCertExpiry).toBe(swarm.Spec.CAConfig.NodeCertExpiry);
    expect(copy.Spec.Dispatcher).toEqual(swarm.Spec.Dispatcher);
    expect([copy.ID, copy.TLSInfo.TrustRoot, copy.JoinTokens.Worker]).not.toEqual(
      expect.arrayContaining([swarm.ID, swarm.TLSInfo.TrustRoot, swarm.JoinTokens.Worker]),
    );

    const extension = (await connectLab(client)) ?? expect.unreachable();
    const rows = new Map((await extension.nodes()).Nodes.map((row) => [row.ID, row]));
    for (const reading of certificates) {
      if (!('certificate' in reading)) return expect.unreachable();
      const { notBefore, notAfter, renewal } = reading.certificate;
      expect(rows.get(reading.nodeId)).toMatchObject({
        NotBefore: notBefore,
        NotAfter: notAfter,
        RenewFrom: renewal.from,
        RenewUntil: renewal.until,
      });
    }

    // The rehearsal: the rotation waits for whom it would wait for there, and ends once that one is started.
    await outputOn(rehearsal, 'ca', '--rotate', '--detach');
    await eventually('all but one have renewed', async (note) => {
      const { Nodes, Converged } = note(await extension.rotation());
      return (Nodes === 4 && Converged === 3) || undefined;
    });
    const down = nodes.find(({ Status }) => Status.State === 'down')?.ID ?? '';
    await extension.start(down);
    await eventually('the rotation has ended', async () => {
      return !(await client.inspectSwarm()).RootRotationInProgress || undefined;
    });

    // It is not made over.
    await using again = new RunningProgram(words, { env: subject.env });
    expect(await again.ended()).toBe(1);
    expect(again.said).toContain('there is a swarm in this lab already');
  });
});
