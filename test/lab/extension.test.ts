import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectLab } from '../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import type { LabClient } from '../../packages/core/src/engine/client/lab-client.ts';
import { EngineServer } from '../../packages/core/src/engine/server/engine-server.ts';
import { labRoutes } from '../../packages/core/src/engine/server/lab-routes.ts';
import type { LinesAnswer, Route } from '../../packages/core/src/engine/server/route.ts';
import type { LabChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import type { LabJournalEntry } from '../../packages/core/src/engine/shapes/extension/journal.ts';
import { labNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import type { LabNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import { initRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { LabEngine } from '../../packages/core/src/lab/engine/lab-engine.ts';
import type { LabEngineOptions } from '../../packages/core/src/lab/engine/lab-engine.ts';
import { LabExtension } from '../../packages/core/src/lab/extension/lab-extension.ts';
import { nodeRowOf } from '../../packages/core/src/lab/extension/node-row.ts';
import { Roster } from '../../packages/core/src/lab/extension/roster.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { Engine as DockerEngine, dockerMissing } from '../tools/docker.ts';
import { change } from '../tools/engine-suite.ts';
import { eventually } from '../tools/eventually.ts';
import { joinOutside, temporaryDirectory } from '../tools/swarm.ts';

const day = 86_400_000;
const program = 'swarmpki 0.1.0';

/** A lab behind a socket, and a client of it. */
class Hosted implements AsyncDisposable {
  readonly engine: LabEngine;
  readonly client: HttpEngineClient;
  readonly path: string;
  readonly control: LabExtension;
  readonly stops: readonly number[];
  readonly faults: readonly unknown[];
  /** All that `/lab` has answered. */
  readonly told: readonly string[];
  readonly #server: EngineServer;
  readonly #directory: AsyncDisposable;

  static async start(options: Partial<LabEngineOptions> = {}): Promise<Hosted> {
    const directory = await temporaryDirectory();
    const faults: unknown[] = [];
    const onError = (error: unknown) => faults.push(error);
    const engine = await LabEngine.open({ directory: join(directory.path, 'lab'), onError, ...options });
    const path = join(directory.path, 'e.sock');
    const stops: number[] = [];
    const control = new LabExtension({ engine, onError, onStop: () => stops.push(1) });
    const told: string[] = [];
    const routes = labRoutes(control, program).map((route) => overheard(route, (text) => told.push(text)));
    const server = await EngineServer.listen({ path, engine, version: '0.1.0', onError, routes });
    return new Hosted(engine, server, path, directory, { control, faults, stops, told });
  }

  private constructor(
    engine: LabEngine,
    server: EngineServer,
    path: string,
    directory: AsyncDisposable,
    rest: Pick<Hosted, 'control' | 'faults' | 'stops' | 'told'>,
  ) {
    this.engine = engine;
    this.path = path;
    this.client = new HttpEngineClient({ address: { kind: 'unix', path } });
    this.control = rest.control;
    this.faults = rest.faults;
    this.stops = rest.stops;
    this.told = rest.told;
    this.#server = server;
    this.#directory = directory;
  }

  get lab(): Lab {
    return this.engine.membership?.lab ?? expect.fail('there is no lab that runs');
  }

  async connect(): Promise<LabClient> {
    return (await connectLab(this.client)) ?? expect.fail('this is no lab');
  }

  async found(): Promise<LabClient> {
    await this.client.initSwarm({ ...initRequest.zero, ListenAddr: '127.0.0.1:0' });
    return this.connect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    await this.#server.close();
    await this.engine.close();
    await this.#directory[Symbol.asyncDispose]();
    expect(this.faults).toEqual([]);
    expect(this.told.join('\n')).not.toMatch(/PRIVATE|SWMTKN|SWMKEY/);
  }
}

/** A route of which every answer is heard, line by line. */
function overheard(route: Route, hear: (text: string) => void): Route {
  return {
    ...route,
    handle: async (request) => {
      const answer = await route.handle(request);
      if (!('begin' in answer)) {
        hear(answer.body);
        return answer;
      }
      const begin: LinesAnswer['begin'] = (lines) =>
        answer.begin({
          get isRead() {
            return lines.isRead;
          },
          send: (value) => {
            hear(JSON.stringify(value));
            lines.send(value);
          },
          end: () => lines.end(),
        });
      return { ...answer, begin };
    },
  };
}

/** What a reader of deltas knows. */
class Reader {
  readonly rows = new Map<string, LabNodeRow>();
  readonly journal: LabJournalEntry[] = [];
  readonly #ending = new AbortController();
  readonly #ended: Promise<void>;
  last: LabChange | undefined;
  lines = 0;
  #heard: () => void = () => undefined;

  constructor(lab: LabClient, after?: number) {
    this.#ended = this.#read(lab, after);
    // A test that fails has not come to its end.
    this.#ended.catch(() => undefined);
  }

  async #read(lab: LabClient, after: number | undefined): Promise<void> {
    const { signal } = this.#ending;
    for await (const line of lab.changes({ ...(after !== undefined && { after }), signal })) {
      this.last = line;
      this.lines++;
      if (line.Whole) this.rows.clear();
      for (const row of line.Nodes) this.rows.set(row.ID, row);
      for (const id of line.Removed) this.rows.delete(id);
      this.journal.push(...line.Journal);
      this.#heard();
    }
  }

  /** Waits for lines until something is so. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(20_000);
    while (!holds()) {
      if (deadline.aborted) expect.fail(`${what}: not within 20 s`);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#ended;
  }
}

async function add(lab: LabClient, request: Parameters<LabClient['addNodes']>[0]): Promise<void> {
  let last;
  for await (const progress of lab.addNodes(request, { signal: new AbortController().signal })) last = progress;
  expect(last).toMatchObject({ Done: true, Failures: 0 });
}

function isDelayedBy(ms: number): (row: LabNodeRow) => boolean {
  return ({ Faults }) => Faults?.DelayMs === ms;
}

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
      await other.until('another has heard of it', () => [...other.rows.values()].some(isDelayedBy(delay)));
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
    await reader.until('the clock is told', () => reader.last?.Clock?.Paused === true || reader.lines > 3);
    await reader.end();

    const next = await lab.changeClock({ JumpToNext: true });
    expect(next.Now).toBe(after.Next?.At);
    await expect(lab.changeClock({ JumpTo: before.Now })).rejects.toMatchObject({ status: 400 });
    await expect(lab.changeClock({ JumpBy: 1, JumpToNext: true })).rejects.toMatchObject({ status: 400 });
    await expect(lab.changeClock({ Speed: 0 })).rejects.toMatchObject({ status: 400 });
    expect(await lab.changeClock({ Paused: false, Speed: 60 })).toMatchObject({ Paused: false, Speed: 60 });
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
    await lab.stop();
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
