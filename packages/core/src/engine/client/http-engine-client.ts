import type { IncomingMessage } from 'node:http';
import { list, text } from '../shapes/codec.ts';
import type { Codec } from '../shapes/codec.ts';
import { engineEvent } from '../shapes/event.ts';
import type { EngineEvent } from '../shapes/event.ts';
import { engineVersion, info } from '../shapes/info.ts';
import type { EngineVersion, Info } from '../shapes/info.ts';
import { node, nodeSpec } from '../shapes/node.ts';
import type { Node, NodeSpec } from '../shapes/node.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import { initRequest, joinRequest, swarm, swarmSpec, unlockRequest } from '../shapes/swarm.ts';
import type { InitRequest, JoinRequest, Swarm } from '../shapes/swarm.ts';
import { formatEngineAddress } from './address.ts';
import { settleOnVersion } from './api-version.ts';
import type { Endpoint, Environment } from './endpoint.ts';
import type { CallOptions, EngineCalls, LineBounds } from './engine-calls.ts';
import type { EngineClient, EventOptions, SwarmUpdate } from './engine-client.ts';
import { EngineAgent } from './http/agent.ts';
import { linesOf, wholeBody } from './http/body.ts';
import { exchange, notAnEngine } from './http/exchange.ts';
import type { Called, EngineRequest } from './http/exchange.ts';
import { readJson, readRefusal } from './http/json.ts';
import { within } from './http/within.ts';
import { ClientProblem } from './problem.ts';
import { dialerOf } from './transport/dial.ts';

/** An engine lets a join take 20 s before it answers, and the store of a swarm without a leader likewise. */
const defaultTimeoutMs = 30_000;
/** Bytes of an answer; one of 10 000 nodes has 13 MB. */
const mostOfNodes = 64 * 1024 * 1024;
const mostOfAnswer = 1024 * 1024;
const longestEvent = 256 * 1024;

const nodes = list(node);

/**
 * Speaks with an engine over HTTP. Questions share connections. What changes something has a connection of its own: one
 * that was left open may be gone when it is used again, and then nobody could tell whether the change has arrived.
 */
export class HttpEngineClient implements EngineClient {
  readonly name: string;
  readonly calls: EngineCalls = {
    ask: (codec, path, options, most) => this.#ask(codec, path, options, most),
    tell: async (codec, request, options) => {
      const { method, path, body } = request;
      const answer = await this.#tell(method, path, body, options);
      return readJson(codec, answer === '' ? 'null' : answer);
    },
    lines: (codec, request, bounds) => this.#lines(codec, request, bounds),
  };
  readonly #called: Called;
  readonly #shared: EngineAgent;
  readonly #own: EngineAgent;
  readonly #ending = new AbortController();
  /** Asked for with the first call, and again after a fault: an engine may have been replaced meanwhile. */
  #apiVersion: string | undefined;

  /** @param environment of the programs that are started for it: `ssh` is one */
  constructor(endpoint: Endpoint, environment: Environment = process.env) {
    this.name = endpoint.name ?? formatEngineAddress(endpoint.address);
    const { address } = endpoint;
    const host = address.kind === 'tcp' ? this.name.slice('tcp://'.length) : 'localhost';
    this.#called = { name: this.name, host };
    const dial = dialerOf(endpoint, environment);
    this.#shared = new EngineAgent(dial, { keepAlive: true });
    this.#own = new EngineAgent(dial, { keepAlive: false });
  }

  version(options?: CallOptions): Promise<EngineVersion> {
    return this.#ask(engineVersion, '/version', options);
  }

  info(options?: CallOptions): Promise<Info> {
    return this.#ask(info, '/info', options);
  }

  inspectSwarm(options?: CallOptions): Promise<Swarm> {
    return this.#ask(swarm, '/swarm', options);
  }

  async initSwarm(request: InitRequest, options?: CallOptions): Promise<string> {
    return readJson(text, await this.#tell('POST', '/swarm/init', write(initRequest, request), options));
  }

  async joinSwarm(request: JoinRequest, options?: CallOptions): Promise<void> {
    await this.#tell('POST', '/swarm/join', write(joinRequest, request), options);
  }

  async leaveSwarm(force: boolean, options?: CallOptions): Promise<void> {
    await this.#tell('POST', `/swarm/leave${force ? '?force=1' : ''}`, undefined, options);
  }

  async updateSwarm(update: SwarmUpdate, options?: CallOptions): Promise<void> {
    const query = new URLSearchParams({ version: String(update.version) });
    for (const secret of ['rotateWorkerToken', 'rotateManagerToken', 'rotateManagerUnlockKey'] as const) {
      query.set(secret, String(update[secret] ?? false));
    }
    await this.#tell('POST', `/swarm/update?${query.toString()}`, write(swarmSpec, update.spec), options);
  }

  async unlockKey(options?: CallOptions): Promise<string> {
    return (await this.#ask(unlockRequest, '/swarm/unlockkey', options)).UnlockKey;
  }

  async unlockSwarm(unlockKey: string, options?: CallOptions): Promise<void> {
    await this.#tell('POST', '/swarm/unlock', write(unlockRequest, { UnlockKey: unlockKey }), options);
  }

  listNodes(options?: CallOptions): Promise<readonly Node[]> {
    return this.#ask(nodes, '/nodes', options, mostOfNodes);
  }

  async inspectNode(idOrName: string, options?: CallOptions): Promise<Node> {
    return this.#ask(node, pathOfNode(idOrName), options);
  }

  async updateNode(nodeId: string, version: number, spec: NodeSpec, options?: CallOptions): Promise<void> {
    await this.#tell('POST', `${pathOfNode(nodeId)}/update?version=${version}`, write(nodeSpec, spec), options);
  }

  async removeNode(idOrName: string, force: boolean, options?: CallOptions): Promise<void> {
    await this.#tell('DELETE', `${pathOfNode(idOrName)}${force ? '?force=1' : ''}`, undefined, options);
  }

  async *events({ signal, since, until, filters }: EventOptions): AsyncGenerator<EngineEvent> {
    const query = new URLSearchParams({ filters: JSON.stringify({ type: ['swarm', 'node'], ...filters }) });
    if (since !== undefined) query.set('since', String(since));
    if (until !== undefined) query.set('until', String(until));
    const request = { method: 'GET', path: `/events?${query.toString()}` } as const;
    yield* this.#lines(engineEvent, request, { longest: longestEvent, signal });
    if (signal.aborted || until !== undefined) return;
    throw new ClientProblem('closed', `${this.name} ended the stream of events`, {
      expected: 'events for as long as they are listened to',
      next: 'Look whether the engine still runs.',
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const reason = new ClientProblem('aborted', `the connection to ${this.name} was given up`);
    this.#ending.abort(reason);
    this.#shared.destroy(reason);
    this.#own.destroy(reason);
  }

  #ask<Value>(codec: Codec<Value>, path: string, options?: CallOptions, most = mostOfAnswer): Promise<Value> {
    return this.#within(options, async (signal) => {
      const request = { method: 'GET', path: `/v${await this.#settle(signal)}${path}` } as const;
      return readJson(codec, await this.#read(await this.#question(request, signal), most, signal));
    });
  }

  #tell(method: 'POST' | 'DELETE', path: string, body: string | undefined, options?: CallOptions): Promise<string> {
    return this.#within(options, async (signal) => {
      const request = { method, path: `/v${await this.#settle(signal)}${path}`, body };
      return this.#read(await exchange(this.#own, request, this.#called, signal), mostOfAnswer, signal);
    });
  }

  /** Ends without a word at the signal. */
  async *#lines<Value>(
    codec: Codec<Value>,
    { method, path, body }: EngineRequest,
    { longest, signal }: LineBounds,
  ): AsyncGenerator<Value, void> {
    const ending = AbortSignal.any([signal, this.#ending.signal]);
    try {
      const answer = await this.#within({ signal }, async (bounded) => {
        const request = { method, path: `/v${await this.#settle(bounded)}${path}`, body };
        return this.#accepted(await exchange(this.#own, request, this.#called, bounded), bounded);
      });
      for await (const line of linesOf(answer, longest, this.name, ending)) yield readJson(codec, line);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #within<Result>(options: CallOptions = {}, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const { timeoutMs = defaultTimeoutMs, signal } = options;
    try {
      return await within({ timeoutMs, signals: [signal, this.#ending.signal], name: this.name }, work);
    } catch (error) {
      if (error instanceof ClientProblem && error.code !== 'aborted') this.#apiVersion = undefined;
      throw error;
    }
  }

  async #settle(signal: AbortSignal): Promise<string> {
    if (this.#apiVersion !== undefined) return this.#apiVersion;
    const answer = await this.#question({ method: 'GET', path: '/_ping' }, signal);
    const { statusCode = 0, headers } = answer;
    const body = (await wholeBody(answer, mostOfAnswer, this.name, signal)).toString('utf8');
    if (statusCode !== 200) throw notAnEngine(this.name, readRefusal(statusCode, body).message);
    return (this.#apiVersion = settleOnVersion(headers, this.name));
  }

  /** A connection that was left open may be gone: a question is then asked on a new one. */
  async #question(request: EngineRequest, signal: AbortSignal): Promise<IncomingMessage> {
    try {
      return await exchange(this.#shared, request, this.#called, signal);
    } catch (error) {
      if (!(error instanceof ClientProblem && error.code === 'closed')) throw error;
      return exchange(this.#own, request, this.#called, signal);
    }
  }

  async #read(answer: IncomingMessage, most: number, signal: AbortSignal): Promise<string> {
    const accepted = await this.#accepted(answer, signal);
    return (await wholeBody(accepted, most, this.name, signal)).toString('utf8');
  }

  /** @throws {EngineRefusal} */
  async #accepted(answer: IncomingMessage, signal: AbortSignal): Promise<IncomingMessage> {
    const { statusCode = 0 } = answer;
    if (statusCode < 400) return answer;
    throw readRefusal(statusCode, (await wholeBody(answer, mostOfAnswer, this.name, signal)).toString('utf8'));
  }
}

function write<Value>(codec: Codec<Value>, value: Value): string {
  return JSON.stringify(codec.write(value));
}

/** @throws {EngineRefusal} as an engine would, of what cannot stand in a path */
function pathOfNode(idOrName: string): string {
  if (['', '.', '..'].includes(idOrName)) throw new EngineRefusal(404, `node ${idOrName} not found`);
  return `/nodes/${encodeURIComponent(idOrName.toWellFormed())}`;
}
