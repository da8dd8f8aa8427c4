import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Engine } from '../engine/server/engine.ts';
import { EngineServer } from '../engine/server/engine-server.ts';
import type { EngineServerOptions } from '../engine/server/engine-server.ts';
import type { EngineEvent } from '../engine/shapes/event.ts';
import { info } from '../engine/shapes/info.ts';
import type { Info } from '../engine/shapes/info.ts';
import { node } from '../engine/shapes/node.ts';
import type { Node } from '../engine/shapes/node.ts';
import { EngineRefusal } from '../engine/shapes/refused.ts';
import { swarm } from '../engine/shapes/swarm.ts';
import type { Swarm } from '../engine/shapes/swarm.ts';

/** A node as an engine lists it. */
export function nodeNamed(hostname: string, changes: object = {}): Node {
  return node.read(
    {
      ID: hostname.padEnd(25, '0'),
      Version: { Index: 7 },
      CreatedAt: '2026-01-02T03:04:05.000000006Z',
      UpdatedAt: '2026-01-02T03:04:05.000000006Z',
      Spec: { Labels: {}, Role: 'worker', Availability: 'active' },
      Description: { Hostname: hostname, Platform: { Architecture: 'x86_64', OS: 'linux' } },
      Status: { State: 'ready', Addr: '127.0.0.1' },
      ...changes,
    },
    '',
  );
}

/** What stands behind the socket in tests: it notes what it is asked, and answers what it is told to. */
class FakeEngine implements Engine {
  readonly asked: (readonly [what: string, ...parameters: readonly unknown[]])[] = [];
  readonly listeners = new Set<(event: EngineEvent) => void>();
  /** Thrown by whatever is asked for. */
  fault: unknown;
  past: readonly EngineEvent[] = [];
  nodes: readonly Node[] = [
    nodeNamed('first', {
      Spec: { Labels: { zone: 'a' }, Role: 'manager', Availability: 'active' },
      ManagerStatus: { Leader: true, Reachability: 'reachable', Addr: '127.0.0.1:2377' },
    }),
    nodeNamed('second'),
  ];
  swarm: Swarm = swarm.read({ ID: 'cluster', Version: { Index: 5 }, Spec: { Name: 'default' } }, '');
  state: Info = info.read(
    {
      ID: 'engine',
      Name: 'machine',
      ServerVersion: '0.1.0',
      OSType: 'linux',
      Architecture: 'x86_64',
      NCPU: 2,
      Swarm: {
        NodeID: 'first'.padEnd(25, '0'),
        LocalNodeState: 'active',
        ControlAvailable: true,
        Nodes: 2,
        Managers: 1,
      },
    },
    '',
  );

  emit(event: EngineEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  async info(): Promise<Info> {
    return this.#answer(this.state, 'info');
  }

  async inspectSwarm(): Promise<Swarm> {
    return this.#answer(this.swarm, 'inspectSwarm');
  }

  async initSwarm(...request: Parameters<Engine['initSwarm']>): Promise<string> {
    return this.#answer('the node', 'initSwarm', ...request);
  }

  async joinSwarm(...request: Parameters<Engine['joinSwarm']>): Promise<void> {
    return this.#answer(undefined, 'joinSwarm', ...request);
  }

  async leaveSwarm(...force: Parameters<Engine['leaveSwarm']>): Promise<void> {
    return this.#answer(undefined, 'leaveSwarm', ...force);
  }

  async updateSwarm(...update: Parameters<Engine['updateSwarm']>): Promise<void> {
    return this.#answer(undefined, 'updateSwarm', ...update);
  }

  async unlockKey(): Promise<string> {
    return this.#answer('SWMKEY-1-x', 'unlockKey');
  }

  async unlockSwarm(...key: Parameters<Engine['unlockSwarm']>): Promise<void> {
    return this.#answer(undefined, 'unlockSwarm', ...key);
  }

  async listNodes(): Promise<readonly Node[]> {
    return this.#answer(this.nodes, 'listNodes');
  }

  async inspectNode(idOrName: string): Promise<Node> {
    const found = this.nodes.find(({ ID, Description }) => ID === idOrName || Description.Hostname === idOrName);
    if (found === undefined) throw new EngineRefusal(404, `node ${idOrName} not found`);
    return this.#answer(found, 'inspectNode', idOrName);
  }

  async updateNode(...update: Parameters<Engine['updateNode']>): Promise<void> {
    return this.#answer(undefined, 'updateNode', ...update);
  }

  async removeNode(...removal: Parameters<Engine['removeNode']>): Promise<void> {
    return this.#answer(undefined, 'removeNode', ...removal);
  }

  pastEvents(): readonly EngineEvent[] {
    return this.past;
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  #answer<Value>(value: Value, what: string, ...parameters: readonly unknown[]): Value {
    this.asked.push([what, ...parameters]);
    if (this.fault !== undefined) throw this.fault;
    return value;
  }
}

/** What was answered. */
export interface SocketAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface SocketRequest {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks whoever listens on a unix socket. A body is called JSON unless the headers say otherwise. */
export async function askSocket(
  socketPath: string,
  method: string,
  path: string,
  { body, headers = body === undefined ? {} : { 'content-type': 'application/json' } }: SocketRequest = {},
): Promise<SocketAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = httpRequest({ socketPath, method, path, headers: { ...length, ...headers }, agent: false });
    call.once('error', reject).once('response', (answer) => {
      const { statusCode: status = 0, headers: received } = answer;
      text(answer).then((said) => resolve({ status, headers: received, body: said }), reject);
    });
    call.end(body);
  });
}

/** A server of a fake engine's, in a directory of its own. */
export interface TestEngineServer extends AsyncDisposable {
  readonly engine: FakeEngine;
  readonly server: EngineServer;
  readonly path: string;
  readonly errors: unknown[];
  ask(method: string, path: string, request?: SocketRequest): Promise<SocketAnswer>;
}

export async function serveFakeEngine(options: Partial<EngineServerOptions> = {}): Promise<TestEngineServer> {
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-engine-'));
  const path = join(directory, 'x.sock');
  const [engine, errors]: [FakeEngine, unknown[]] = [new FakeEngine(), []];
  const onError = (error: unknown): void => void errors.push(error);
  const server = await EngineServer.listen({ path, engine, version: '0.1.0', onError, ...options });
  return {
    engine,
    server,
    path,
    errors,
    ask: (method, target, request) => askSocket(path, method, target, request),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}
