import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectLab, stopLab } from '../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import type { LabChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import { labNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import type { LabNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import { nodeRowOf } from '../../packages/core/src/lab/extension/node-row.ts';
import { Roster } from '../../packages/core/src/lab/extension/roster.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { Engine as DockerEngine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { Hosted, Reader, add } from '../tools/hosted-lab.ts';
import { joinOutside, temporaryDirectory } from '../tools/swarm.ts';

/** What the lab's nodes are, found out anew. */
function truth(lab: Lab): Record<string, LabNodeRow | undefined> {
  const roster = new Roster(lab);
  return Object.fromEntries([...lab.state.nodes.keys()].map((id) => [id, nodeRowOf(id, lab.state, roster, undefined)]));
}

function byId(rows: Iterable<LabNodeRow>): Record<string, LabNodeRow> {
  return Object.fromEntries([...rows].map((row) => [row.ID, row]));
}

describe('what only a lab can do', () => {
  it('adds nodes, and tells their changes so that the first whole and the deltas are all there is', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const [early, counts] = [new Reader(lab), [] as number[]];
    const { signal } = new AbortController();
    for await (const { Joined, Of } of lab.addNodes({ Count: 50 }, { signal })) {
      expect(Of).toBe(50);
      counts.push(Joined);
    }
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(50);
    const late = new Reader(lab);
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 51);
    await lab.act('worker-7', 'stop');
    await lab.act('worker-8', 'cut');
    await lab.setFaults('worker-9', { SkewMs: -5_000, DelayMs: 20, LostRequests: 25, DiskError: 'ENOSPC' });
    await lab.act('worker-10', 'stop');
    await hosted.client.removeNode('worker-10', true);
    await lab.forgetNode('worker-10');

    for (const reader of [early, late]) {
      await reader.until('it knows of the last removal', () => reader.rows.size === 50);
      await reader.until('it is where the list is', () => byIdEquals(reader));
    }
    function byIdEquals({ rows }: Reader): boolean {
      return JSON.stringify(sorted(byId(rows.values()))) === JSON.stringify(sorted(shown(truthWithStopped())));
    }
    const listed = await lab.nodes();
    expect(byId(listed.Nodes)).toEqual(byId(early.rows.values()));
    expect(byId(late.rows.values())).toEqual(byId(early.rows.values()));
    expect(listed.Version).toBe(early.last?.Version);
    const rows = new Map(listed.Nodes.map((row) => [row.Name, row]));
    expect(rows.get('worker-7')).toMatchObject({ Place: 'stopped', Faults: undefined });
    expect(rows.get('worker-8')).toMatchObject({ Place: 'here', Faults: { Cut: true } });
    expect(rows.get('worker-9')?.Faults).toMatchObject({
      SkewMs: -5_000,
      DelayMs: 20,
      LostRequests: 25,
      DiskError: 'ENOSPC',
    });
    expect(rows.has('worker-10')).toBe(false);
    for (const row of listed.Nodes) expect(JSON.stringify(labNodeRow.write(row)).length).toBeLessThan(520);
    expect(JSON.stringify(labNodeRow.write(rows.get('worker-1') ?? expect.fail())).length).toBeLessThanOrEqual(400);

    // Whoever comes back hears of what it has missed, and of nothing else.
    await early.end();
    await lab.act('worker-8', 'heal');
    const again = new Reader(lab, listed.Version);
    await again.until('it has heard of worker-8', () => again.rows.size > 0);
    expect([...again.rows.values()].map(({ Name }) => Name)).toContain('worker-8');
    expect(again.rows.size).toBeLessThan(5);
    expect(again.last?.Whole).toBe(false);
    await again.end();
    // And whoever knows what no host has told gets the whole.
    const stranger = new Reader(lab, 12_345);
    await stranger.until('it knows all', () => stranger.rows.size === 50);
    await stranger.end();
    await late.end();

    function truthWithStopped(): Record<string, LabNodeRow | undefined> {
      const all = truth(hosted.lab);
      const stopped = Object.values(all).find((row) => row?.Name === 'worker-7');
      return stopped === undefined ? all : { ...all, [stopped.ID]: { ...stopped, Place: 'stopped' } };
    }
  });

  it('makes nobody keep anything for who reads slowly, and tells him the latest alone', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Names: ['a'] });
    const flow = await hosted.control.changes(undefined);
    const heard: LabChange[] = [];
    let isRead = true;
    const sink = {
      get isRead() {
        return isRead;
      },
      send: (message: LabChange) => heard.push(message),
      end: () => undefined,
    };
    const stop = flow(sink);
    expect(heard).toHaveLength(1);
    isRead = false;
    const other = new Reader(lab);
    for (let delay = 1; delay <= 20; delay++) {
      await lab.setFaults('a', { DelayMs: delay });
      await other.until('another has heard of it', () => other.row('a')?.Faults?.DelayMs === delay);
    }
    expect(heard).toHaveLength(1);
    isRead = true;
    await eventually('he hears of it', () => heard[1]);
    const rows = heard
      .slice(1)
      .flatMap(({ Nodes }) => Nodes)
      .filter(({ Name }) => Name === 'a');
    expect(rows.map(({ Faults }) => Faults?.DelayMs)).toEqual([20]);
    stop();
    await other.end();
  });

  it('tells of what happens to a machine by itself, and by others', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Names: ['a', 'b'] });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 3);
    const reader = new Reader(lab);
    // Managers miss nobody so soon.
    const soon = 4_000;
    await hosted.lab.cut('a');
    await reader.until('a is cut off', () => reader.row('a')?.Faults?.Cut === true, soon);
    await lab.setFaults('b', { DelayMs: 1 });
    await reader.until('b is slow', () => reader.row('b')?.Faults?.DelayMs === 1, soon);
    const { node } = hosted.lab.nodes.get('b') ?? expect.fail('there is no b');
    await node.renewNow();
    const [{ serialNumber }] = node.credentials.identity.certificates;
    const serial = Buffer.from(serialNumber).toString('hex');
    await reader.until('b has renewed', () => reader.row('b')?.Serial === serial, soon);
    await hosted.lab.stop('b');
    await reader.until('b does not run', () => reader.row('b')?.Place === 'stopped', soon);
    await reader.end();
  });

  it('knows after a restart which machines are its own, those of no member among them', async () => {
    await using directory = await temporaryDirectory();
    const open = async () => Hosted.start({ directory: join(directory.path, 'kept') });
    let version;
    {
      await using hosted = await open();
      const lab = await hosted.found();
      await add(lab, { Names: ['stopped', 'twin', 'runs'] });
      await lab.act('stopped', 'stop');
      await lab.act('twin', 'stop');
      await hosted.client.removeNode('twin', true);
      expect((await lab.nodes()).Nodes.find(({ Name }) => Name === 'twin')).toMatchObject({
        Place: 'stopped',
        State: 'removed',
        Serial: '',
      });
      version = (await lab.nodes()).Version;
    }
    await using hosted = await open();
    const lab = await hosted.connect();
    // However much happens after the restart, what was known before it is not taken for known.
    for (let delay = 1; delay <= 100; delay++) await lab.setFaults('runs', { DelayMs: delay });
    await lab.setFaults('runs', { DelayMs: 0 });
    const reader = new Reader(lab, version);
    await reader.until('it knows them all', () => reader.rows.size === 4);
    const places = [...reader.rows.values()].map(({ Name, Place, State }) => [Name, Place, State === 'removed']);
    expect(new Map(places.map(([name, ...rest]) => [name, rest]))).toEqual(
      new Map([
        ['manager-1', ['here', false]],
        ['runs', ['here', false]],
        ['stopped', ['stopped', false]],
        ['twin', ['stopped', true]],
      ]),
    );
    await lab.forgetNode('twin');
    await expect(access(join(hosted.engine.directory, 'nodes', 'twin'))).rejects.toMatchObject({ code: 'ENOENT' });
    await reader.until('it knows that he is gone', () => reader.rows.size === 3);
    await reader.end();
  });

  it('stops, starts, cuts, heals and renews nodes by name and by id', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Names: ['a', 'b'] });
    const { ID, Serial } = (await lab.nodes()).Nodes.find(({ Name }) => Name === 'a') ?? expect.fail('there is no a');

    expect(await lab.act(ID, 'stop')).toMatchObject({ ID, Name: 'a', Place: 'stopped', Serial });
    await expect(lab.act('a', 'stop')).rejects.toMatchObject({
      status: 409,
      message: 'a does not run. Start it first.',
    });
    expect(await lab.start('a')).toMatchObject({ ID, Place: 'here', Serial });
    await expect(lab.start('a')).rejects.toMatchObject({ status: 409 });
    const renewed = await lab.act('a', 'renew');
    expect(renewed.Serial).not.toBe(Serial);
    expect(renewed.RenewFrom).toBeGreaterThan(renewed.NotBefore);
    expect(renewed.RenewUntil).toBeLessThan(renewed.NotAfter);

    expect(await lab.act('b', 'silence')).toMatchObject({ Faults: { Silenced: true } });
    await expect(lab.act('b', 'renew')).rejects.toMatchObject({ status: 409 });
    expect(await lab.act('b', 'wake')).toMatchObject({ Faults: undefined });
    await lab.setFaults('b', { DelayMs: 30, JitterMs: 5, LostAnswers: 100, DiskSlowMs: 7, DiskError: 'EIO' });
    const { Faults } = await lab.setFaults('b', { DelayMs: 0, LostAnswers: 0, DiskError: '' });
    expect(Faults).toMatchObject({ DelayMs: 0, JitterMs: 5, LostAnswers: 0, DiskSlowMs: 7, DiskError: '' });
    expect(await lab.setFaults('b', { JitterMs: 0, DiskSlowMs: 0 })).toMatchObject({ Faults: undefined });
    for (const wrong of [{ LostRequests: 101 }, { DelayMs: 600_001 }, { SkewMs: 1e15 }, { DiskError: 'EFUN' }]) {
      await expect(lab.setFaults('b', wrong)).rejects.toMatchObject({ status: 400 });
    }

    await joinOutside(hosted.lab.manager.address, hosted.lab.joinToken('worker'));
    const outside = await eventually('somebody has joined from outside', async () =>
      (await lab.nodes()).Nodes.find(({ Place }) => Place === 'outside'),
    );
    await expect(lab.act(outside.ID, 'stop')).rejects.toMatchObject({ status: 409 });
    await expect(lab.act('nobody', 'stop')).rejects.toMatchObject({ status: 404, message: 'node nobody not found' });
    await expect(lab.act('', 'stop')).rejects.toMatchObject({ status: 404 });
    await expect(lab.forgetNode('manager-1')).rejects.toMatchObject({ status: 409 });
    for (const wrong of [{ Count: 0 }, { Count: 10_001 }, { Names: ['a'] }, { Names: ['../x'] }, { Role: 'king' }]) {
      await expect(add(lab, wrong)).rejects.toMatchObject({ status: 400 });
    }
  });

  it('is there without a swarm, and says that there is none; ends with the swarm, and ends its host', async () => {
    await using hosted = await Hosted.start();
    const outside = await hosted.connect();
    expect(await outside.info()).toMatchObject({ Directory: hosted.engine.directory, Clock: undefined });
    for (const ask of [
      outside.nodes(),
      outside.clock(),
      outside.rotation(),
      outside.journal(),
      outside.act('a', 'stop'),
      outside.probe({ From: 'a', To: 'b' }),
      outside.changes({ signal: new AbortController().signal }).next(),
    ]) {
      await expect(ask).rejects.toMatchObject({ status: 503, message: /docker swarm init/ });
    }
    const lab = await hosted.found();
    const stream = lab.changes({ signal: new AbortController().signal });
    expect((await stream.next()).value).toMatchObject({ Whole: true, Nodes: [{ Name: 'manager-1', Leader: true }] });
    await hosted.client.leaveSwarm(true);
    await expect(
      (async () => {
        for await (const line of stream) expect(line.Whole).toBe(false);
      })(),
    ).rejects.toMatchObject({ code: 'closed' });
    await expect(lab.nodes()).rejects.toMatchObject({ status: 503 });
    await hosted.found();
    expect((await lab.nodes()).Nodes).toHaveLength(1);
    expect(await stopLab(hosted.client)).toBe(true);
    expect(hosted.stops).toEqual([1]);
  });
});

describe.skipIf(dockerMissing)('a Docker Engine', () => {
  it('is no lab', async () => {
    const engine = await DockerEngine.start();
    await using client = new HttpEngineClient({ address: { kind: 'unix', path: engine.socket } });
    try {
      expect(await connectLab(client)).toBeUndefined();
    } finally {
      await engine.remove();
    }
  });
});

function sorted<Value>(values: Record<string, Value>): readonly (readonly [string, Value])[] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** As it comes over the wire. */
function shown(rows: Record<string, LabNodeRow | undefined>): Record<string, LabNodeRow> {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([id, row]) =>
      row === undefined ? [] : [[id, labNodeRow.read(JSON.parse(JSON.stringify(labNodeRow.write(row))), '')]],
    ),
  );
}
