import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../packages/core/src/engine/shapes/event.ts';
import { parseJoinToken } from '../../packages/core/src/token/join-token.ts';
import { serveLabOf, testUser } from '../host/hosts.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import type { ApiAnswer } from '../tools/ask.ts';
import { callsTo } from '../tools/engine-calls.ts';
import type { EngineCalls } from '../tools/engine-calls.ts';
import { eventually } from '../tools/eventually.ts';
import { startCrew } from '../tools/swarm.ts';

/** An engine to be asked, real or ours. */
interface Asked extends AsyncDisposable {
  readonly calls: EngineCalls;
  /** What `swarm init` is to be told besides. */
  readonly own: { readonly ListenAddr: string; readonly AdvertiseAddr: string };
  restart(): Promise<void>;
  /** What it has told of nodes so far. */
  events(): Promise<readonly Pick<EngineEvent, 'Type' | 'Action' | 'Actor'>[]>;
}

async function realEngine(): Promise<Asked> {
  const engine = await Engine.start('beside');
  return {
    calls: callsTo(engine.socket),
    own: { ListenAddr: `${engine.address}:2377`, AdvertiseAddr: engine.address },
    restart: async () => {
      await engine.stop();
      await engine.restart();
    },
    events: async () => {
      const until = String(Math.ceil(Date.now() / 1000) + 1);
      const lines = await engine.output(
        'events',
        '--since=0',
        `--until=${until}`,
        '--filter=type=node',
        '--format={{json .}}',
      );
      return lines.split('\n').map((line) => JSON.parse(line) as EngineEvent);
    },
    [Symbol.asyncDispose]: () => engine.remove(),
  };
}

async function ourEngine(): Promise<Asked> {
  const user = await testUser();
  let served = await serveLabOf(user);
  return {
    calls: callsTo(served.host.socketPath),
    own: { ListenAddr: '127.0.0.1:0', AdvertiseAddr: '' },
    restart: async () => {
      await served[Symbol.asyncDispose]();
      served = await serveLabOf(user);
    },
    events: async () => served.host.engine.pastEvents(),
    [Symbol.asyncDispose]: async () => {
      await served[Symbol.asyncDispose]();
      await user[Symbol.asyncDispose]();
    },
  };
}

/** Looks into an answer of which nothing is known. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}

const anotherKey = 'SWMKEY-1-QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE';
const anotherToken = 'SWMTKN-1-20cvw5gx84rw0zas3uhh9s90zx8o786dxat39nkrjeblc6h7f6-dihoh2o1ww307ui2gaxd5re58';

/** Asks an engine all that there is to ask, and notes what it answers: nothing in it is of one engine alone. */
class Interview {
  readonly lines: string[] = [];
  readonly #asked: Asked;
  readonly #names = new Map<string, string>();

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  get #calls(): EngineCalls {
    return this.#asked.calls;
  }

  async run(): Promise<void> {
    await this.#outside();
    await this.#refusedAtInit();
    await this.#founded();
    await this.#updates();
    await this.#nodes();
    await this.#locked();
    this.#note('leave by force', await this.#calls.leave(true));
    await this.#state('left');
  }

  async #outside(): Promise<void> {
    await this.#state('outside');
    this.#note('swarm', await this.#calls.inspectSwarm());
    this.#note('nodes', await this.#calls.listNodes());
    this.#note('unlock key', await this.#calls.unlockKey());
    this.#note('unlock', await this.#calls.unlock('rubbish'));
    this.#note('leave', await this.#calls.leave());
    this.#note('leave by force', await this.#calls.leave(true));
    const joinAs = async (what: string, wish: object): Promise<void> =>
      this.#note(`join ${what}`, await this.#calls.join({ ...this.#asked.own, ...wish }));
    await joinAs('nobody', {});
    await joinAs('listening nowhere', { ListenAddr: '' });
    await joinAs('an empty address', { RemoteAddrs: [''] });
    await joinAs('with rubbish', { RemoteAddrs: ['127.0.0.1:1'], JoinToken: 'rubbish' });
    await joinAs('as nothing', { RemoteAddrs: ['127.0.0.1:1'], JoinToken: anotherToken, Availability: 'x' });
    await this.#state('outside still');
  }

  async #refusedAtInit(): Promise<void> {
    const init = async (what: string, wish: object): Promise<void> => {
      this.#note(`init ${what}`, await this.#calls.init({ ...this.#asked.own, ...wish }));
      if ((await this.#state(`after init ${what}`)) !== 'inactive') await this.#calls.leave(true);
    };
    await init('listening nowhere', { ListenAddr: '' });
    await init('listening at a name', { ListenAddr: 'nobody' });
    await init('advertising a name', { AdvertiseAddr: 'nobody' });
    await init('advertising nothing', { AdvertiseAddr: '0.0.0.0' });
    await init('under a name', { Spec: { Name: 'x' } });
    await init('as nothing', { Availability: 'x' });
    await init('with no pool', { DefaultAddrPool: ['10.0.0.0'] });
    await init('with small subnets', { DefaultAddrPool: ['10.0.0.0/8'], SubnetSize: 4 });
    await init('with large subnets', { DefaultAddrPool: ['10.0.0.0/8'], SubnetSize: 30 });
    await init('with a low port', { DataPathPort: 80 });
    await init('with a data path to a name', { DataPathAddr: 'nobody' });
    // From here on there is a swarm, and it stays.
    await init('with an unknown protocol', { Spec: { CAConfig: { ExternalCAs: [{ Protocol: 'x', URL: 'y' }] } } });
    await init('with a short expiry', { Spec: { CAConfig: { NodeCertExpiry: 1000 } } });
    await init('with a key alone', { Spec: { CAConfig: { SigningCAKey: 'x' } } });
  }

  async #founded(): Promise<void> {
    const Spec = {
      Labels: { a: 'b' },
      Orchestration: { TaskHistoryRetentionLimit: 0 },
      Raft: { SnapshotInterval: 7 },
      TaskDefaults: { LogDriver: { Name: 'json-file' } },
    };
    const networks = { DefaultAddrPool: ['10.8.0.0/16', '10.9.0.0/16'], SubnetSize: 25, DataPathPort: 7000 };
    const wish = { ...this.#asked.own, ...networks, Availability: 'Drain', AutoLockManagers: true, Spec };
    const { status } = await this.#calls.init(wish);
    this.#line('init', status);
    this.#line('swarm', shown(await this.#calls.inspectSwarm()));
    const whole = await this.#calls.inspectSwarm();
    const [root, token] = [at(whole, 'body', 'TLSInfo', 'TrustRoot'), at(whole, 'body', 'JoinTokens', 'Worker')];
    this.#line(
      'its root is that of its tokens',
      parseJoinToken(String(token)).digest === hash('sha256', String(root), 'hex'),
    );
    this.#line('it shows a key', JSON.stringify(whole).includes('PRIVATE KEY'));
    const info = at(await this.#calls.info(), 'body', 'Swarm');
    this.#line('info', Object.keys(info as object).toSorted(), Object.keys(at(info, 'Cluster') as object).toSorted());
    // It was locked for a moment only: the specification does not say so.
    this.#note('unlock key', await this.#calls.unlockKey());
    this.#note('init again', await this.#calls.init(wish));
    this.#note('join', await this.#calls.join({ ...this.#asked.own, RemoteAddrs: ['127.0.0.1:1'] }));
    this.#note('unlock', await this.#calls.unlock(anotherKey));
    this.#note('leave', await this.#calls.leave());
  }

  async #updates(): Promise<void> {
    const update = async (what: string, spec: object): Promise<void> => {
      const version = Number(at(await this.#calls.inspectSwarm(), 'body', 'Version', 'Index'));
      this.#note(`update ${what}`, await this.#calls.update(version, { ...spec }));
      this.#line(what, shown(await this.#calls.inspectSwarm()));
    };
    await update('with another name', { Name: 'x' });
    await update('with an unknown protocol', { CAConfig: { ExternalCAs: [{ Protocol: 'x', URL: 'y' }] } });
    await update('with a short expiry', { CAConfig: { NodeCertExpiry: 1_740_000_000_000 } });
    await update('with a negative heartbeat', { Dispatcher: { HeartbeatPeriod: -1_740_000_000_000 } });
    await update('with a key alone', { CAConfig: { SigningCAKey: 'x' } });
    await update('with a CA of rubbish', { CAConfig: { SigningCACert: 'x', SigningCAKey: 'y' } });
    await update('with nothing', {});
    await update('with much', {
      Labels: { x: 'y' },
      Orchestration: { TaskHistoryRetentionLimit: 7 },
      Raft: {
        SnapshotInterval: 5,
        KeepOldSnapshots: 2,
        LogEntriesForSlowFollowers: 3,
        ElectionTick: 9,
        HeartbeatTick: 2,
      },
      Dispatcher: { HeartbeatPeriod: 3_000_000_000 },
      CAConfig: {
        NodeCertExpiry: 7_200_000_000_000,
        ExternalCAs: [{ Protocol: 'CFSSL', URL: 'https://127.0.0.1:1', Options: { a: 'b' } }],
      },
    });
    const before = (await this.#calls.inspectSwarm()).body;
    await update('with what is there', at(before, 'Spec') as object);
    // With an external CA that nobody reaches, nobody would get in.
    await update('with nothing again', {});
    this.#note('update too late', await this.#calls.update(1, {}));
    await this.#tokens();
  }

  async #tokens(): Promise<void> {
    const rotate = async (...which: Parameters<EngineCalls['update']>[2][]): Promise<void> => {
      const { body: before } = await this.#calls.inspectSwarm();
      const version = Number(at(before, 'Version', 'Index'));
      const spec = at(before, 'Spec') as Readonly<Record<string, unknown>>;
      const { status } = await this.#calls.update(version, spec, ...which);
      const { body: after } = await this.#calls.inspectSwarm();
      const isNew = ['Worker', 'Manager'].map(
        (role) => at(before, 'JoinTokens', role) !== at(after, 'JoinTokens', role),
      );
      this.#line(`rotate ${which.join()}`, status, isNew, at(await this.#calls.unlockKey(), 'body', 'UnlockKey'));
    };
    await rotate('rotateWorkerToken');
    await rotate('rotateManagerToken');
    await rotate('rotateWorkerToken', 'rotateManagerToken');
    await rotate('rotateManagerUnlockKey');
  }

  async #nodes(): Promise<void> {
    const manager = await this.#soleNode();
    const id = this.#alias(String(manager['ID']), 'manager');
    const hostname = String(at(manager, 'Description', 'Hostname'));
    const update = async (what: string, spec: object, nodeId = id): Promise<void> => {
      const version = Number(at(await this.#calls.inspectNode(nodeId), 'body', 'Version', 'Index'));
      this.#note(`update a node ${what}`, await this.#calls.updateNode(nodeId, version, { ...spec }));
    };
    this.#line('a manager', Object.keys(manager), Object.keys(at(manager, 'Description') as object));
    this.#line('a manager', at(manager, 'Spec'), Object.keys(at(manager, 'ManagerStatus') as object));
    for (const wanted of [id, id.slice(0, 20), hostname]) {
      this.#line('found', at(await this.#calls.inspectNode(wanted), 'body', 'ID') === id);
    }
    this.#note('no node', await this.#calls.inspectNode('nobody'));
    this.#note('remove nobody', await this.#calls.removeNode('nobody'));
    await update('with nothing', {});
    await update('with another role', { Role: 'x', Availability: 'active' });
    await update('with another availability', { Role: 'manager', Availability: 'x' });
    await update('in capitals', { Role: 'Manager', Availability: 'ACTIVE', Name: 'alice' });
    this.#note('by what it was named', await this.#calls.inspectNode('alice'));
    await update('to be a worker', { Role: 'worker', Availability: 'active' });
    this.#note(
      'update a node too late',
      await this.#calls.updateNode(id, 1, { Role: 'manager', Availability: 'active' }),
    );
    this.#note('remove a manager', await this.#calls.removeNode(id, true));

    const addr = String(at(manager, 'ManagerStatus', 'Addr'));
    const token = String(at(await this.#calls.inspectSwarm(), 'body', 'JoinTokens', 'Worker'));
    await using crew = await startCrew(addr, token, 1);
    const worker = this.#alias(crew.nodes[0]?.id ?? '', 'worker');
    await eventually('the worker is ready', async () => {
      return at(await this.#calls.inspectNode(worker), 'body', 'Status', 'State') === 'ready' || undefined;
    });
    this.#line('workers have no manager status', at(await this.#calls.inspectNode(worker), 'body', 'ManagerStatus'));
    await using twin = await startCrew(addr, token, 1);
    this.#alias(twin.nodes[0]?.id ?? '', 'twin');
    await eventually('there are two of its name', async () => {
      return (await this.#calls.inspectNode('crew-0')).status === 400 || undefined;
    });
    this.#note('which of two', await this.#calls.inspectNode('crew-0'));
    this.#note(
      'update one of two',
      await this.#calls.updateNode('crew-0', 1, { Role: 'worker', Availability: 'active' }),
    );
    this.#note('remove one of two', await this.#calls.removeNode('crew-0', true));
    await update('to drain', { Role: 'worker', Availability: 'drain', Labels: { a: 'b' } }, worker);
    this.#note('remove who is ready', await this.#calls.removeNode(worker));
    this.#note('remove it by force', await this.#calls.removeNode(worker, true));
    this.#note('who is gone', await this.#calls.inspectNode(worker));
    await this.#tell(worker);
  }

  /** Of updates in which nothing is told some engines make more than others. */
  async #tell(nodeId: string): Promise<void> {
    const told = (await this.#asked.events()).filter(({ Actor }) => Actor.ID === nodeId);
    for (const { Type, Action, Actor } of told) {
      const { name, ...changes } = Actor.Attributes;
      const isTold = Action !== 'update' || Object.keys(changes).length > 0;
      if (isTold)
        this.#line(
          Type,
          Action,
          Object.entries(changes)
            .map((change) => change.join('='))
            .toSorted(),
          typeof name,
        );
    }
  }

  async #locked(): Promise<void> {
    const version = Number(at(await this.#calls.inspectSwarm(), 'body', 'Version', 'Index'));
    const spec = { EncryptionConfig: { AutoLockManagers: true } };
    this.#note('lock', await this.#calls.update(version, spec));
    const unlockKey = String(at(await this.#calls.unlockKey(), 'body', 'UnlockKey'));
    this.#line('unlock key', unlockKey.replace(/[A-Za-z0-9+/]{43}$/, '<key>'));
    // The key file follows in its own time.
    await eventually('the engine starts locked', async () => {
      await this.#asked.restart();
      return (await this.#localState()) === 'locked' || undefined;
    });
    const info = at(await this.#calls.info(), 'body', 'Swarm');
    this.#line(
      'info',
      at(info, 'NodeID'),
      at(info, 'NodeAddr') === '',
      at(info, 'Error'),
      at(info, 'ControlAvailable'),
    );
    this.#note('swarm', await this.#calls.inspectSwarm());
    this.#note('nodes', await this.#calls.listNodes());
    this.#note('unlock key', await this.#calls.unlockKey());
    this.#note('init', await this.#calls.init(this.#asked.own));
    this.#note('join', await this.#calls.join({ ...this.#asked.own, RemoteAddrs: ['127.0.0.1:1'] }));
    this.#note('leave', await this.#calls.leave());
    this.#note('unlock with rubbish', await this.#calls.unlock('rubbish'));
    this.#note('unlock with another key', await this.#calls.unlock(anotherKey));
    await this.#state('locked still');
    this.#note('unlock', await this.#calls.unlock(unlockKey));
    await eventually(
      'it is a manager again',
      async () => (await this.#calls.inspectSwarm()).status === 200 || undefined,
    );
    this.#note('unlock again', await this.#calls.unlock(unlockKey));
    await this.#state('unlocked');
  }

  async #soleNode(): Promise<Readonly<Record<string, unknown>>> {
    return eventually('the manager is ready', async () => {
      const node = at(await this.#calls.listNodes(), 'body', 0);
      return at(node, 'Status', 'State') === 'ready' ? (node as Record<string, unknown>) : undefined;
    });
  }

  async #localState(): Promise<unknown> {
    return at(await this.#calls.info(), 'body', 'Swarm', 'LocalNodeState');
  }

  async #state(when: string): Promise<unknown> {
    const state = await this.#localState();
    this.#line('state', when, state);
    return state;
  }

  #alias(id: string, alias: string): string {
    this.#names.set(id, alias);
    return id;
  }

  #note(what: string, { status, body }: ApiAnswer): void {
    this.#line(what, status, status === 200 ? body : at(body, 'message'));
  }

  #line(...words: readonly unknown[]): void {
    const text = words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' | ');
    this.lines.push([...this.#names].reduce((line, [id, alias]) => line.replaceAll(id, `<${alias}>`), text));
  }
}

/** A swarm without what is its own. */
function shown({ body }: ApiAnswer): unknown {
  const {
    ID: _,
    Version: _v,
    CreatedAt: _c,
    UpdatedAt: _u,
    TLSInfo,
    JoinTokens,
    ...rest
  } = body as Record<string, object>;
  return { ...rest, TLSInfo: Object.keys(TLSInfo ?? {}), JoinTokens: Object.keys(JoinTokens ?? {}) };
}

describe.skipIf(dockerMissing)('an engine of ours beside a real one', () => {
  it('AC-063 AC-122 AC-123 AC-124 AC-125 AC-126 AC-127 AC-129 AC-130 answers the same to everything', async () => {
    await using docker = await realEngine();
    await using ours = await ourEngine();
    const [theirs, own] = [new Interview(docker), new Interview(ours)];
    await theirs.run();
    await own.run();
    expect(own.lines).toEqual(theirs.lines);
    expect(own.lines.length).toBeGreaterThan(100);
  });
});
