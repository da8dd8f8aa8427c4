import type { CallOptions } from '../engine/client/engine-calls.ts';
import type { EngineClient, EventOptions, SwarmUpdate } from '../engine/client/engine-client.ts';
import type { EngineEvent } from '../engine/shapes/event.ts';
import { engineVersion, info } from '../engine/shapes/info.ts';
import type { EngineVersion, Info, SwarmInfo } from '../engine/shapes/info.ts';
import { node } from '../engine/shapes/node.ts';
import type { Node, NodeSpec } from '../engine/shapes/node.ts';
import { EngineRefusal } from '../engine/shapes/refused.ts';
import { swarm } from '../engine/shapes/swarm.ts';
import type { InitRequest, JoinRequest, Swarm, TlsInfo } from '../engine/shapes/swarm.ts';
import { CallsDouble } from './calls-double.ts';

/** What was asked of an engine to change something: the call, and what came with it. */
type Change = readonly [call: keyof EngineClient, ...given: readonly unknown[]];

export const issued: TlsInfo = { TrustRoot: 'root\n', CertIssuerSubject: 'c3ViamVjdA==', CertIssuerPublicKey: 'a2V5' };
export const issuedAnew: TlsInfo = { ...issued, CertIssuerPublicKey: 'bmV3IGtleQ==' };

/** A swarm as an engine answers it, of two tokens and nothing else. */
export function swarmOf(fields: Partial<Swarm> = {}): Swarm {
  const tokens = { Worker: 'worker-token', Manager: 'manager-token' };
  return { ...swarm.zero, ID: 'swarm', Version: { Index: 7 }, TLSInfo: issued, JoinTokens: tokens, ...fields };
}

/** A worker that is ready. @param id and its name */
export function nodeOf(id: string, fields: Partial<Node> = {}, tlsInfo: TlsInfo = issued): Node {
  return {
    ...node.zero,
    ID: id,
    Version: { Index: 3 },
    CreatedAt: '2026-11-01T08:00:00Z',
    UpdatedAt: '2026-11-24T12:30:00.5Z',
    Spec: { ...node.zero.Spec, Role: 'worker', Availability: 'active' },
    Description: { ...node.zero.Description, Hostname: `host-${id}`, TLSInfo: tlsInfo },
    Status: { State: 'ready', Message: '', Addr: '10.0.0.2' },
    ...fields,
  };
}

/** The manager that leads. */
export function leaderOf(id: string): Node {
  return nodeOf(id, {
    Spec: { ...node.zero.Spec, Role: 'manager', Availability: 'active' },
    ManagerStatus: { Leader: true, Reachability: 'reachable', Addr: '10.0.0.1:2377' },
  });
}

/** An engine that answers what it is told to, and remembers what it was asked to change. */
export class EngineDouble implements EngineClient {
  readonly name = 'unix:///double.sock';
  readonly calls = new CallsDouble();
  swarm: Swarm = swarmOf();
  nodes: readonly Node[] = [leaderOf('m1')];
  key = '';
  standing: Partial<SwarmInfo> = { NodeID: 'm1', LocalNodeState: 'active', ControlAvailable: true };
  /** What it refuses, by call. */
  readonly refusals = new Map<keyof EngineClient, Error>();
  readonly changes: Change[] = [];
  /** Is called before it tells of the swarm: what it tells may be another one then. */
  beforeLook: (look: number) => void = () => undefined;
  #looks = 0;

  async version(): Promise<EngineVersion> {
    this.#refuse('version');
    return { ...engineVersion.zero, Version: '20.10.24' };
  }

  async info(): Promise<Info> {
    this.#refuse('info');
    const known: SwarmInfo = { ...info.zero.Swarm, Cluster: this.swarm, ...this.standing };
    return { ...info.zero, Swarm: known };
  }

  async inspectSwarm(options?: CallOptions): Promise<Swarm> {
    this.beforeLook(++this.#looks);
    options?.signal?.throwIfAborted();
    this.#refuse('inspectSwarm');
    return this.swarm;
  }

  async initSwarm(request: InitRequest): Promise<string> {
    this.#change('initSwarm', request);
    return 'm1';
  }

  async joinSwarm(request: JoinRequest): Promise<void> {
    this.#change('joinSwarm', request);
  }

  async leaveSwarm(force: boolean): Promise<void> {
    this.#change('leaveSwarm', force);
  }

  async updateSwarm(update: SwarmUpdate): Promise<void> {
    this.#change('updateSwarm', update);
  }

  async unlockKey(): Promise<string> {
    this.#refuse('unlockKey');
    return this.key;
  }

  async unlockSwarm(unlockKey: string): Promise<void> {
    this.#change('unlockSwarm', unlockKey);
  }

  async listNodes(): Promise<readonly Node[]> {
    this.#refuse('listNodes');
    return this.nodes;
  }

  async inspectNode(idOrName: string): Promise<Node> {
    const found = this.nodes.find(({ ID: id, Description: { Hostname: name } }) => [id, name].includes(idOrName));
    if (found === undefined) throw new EngineRefusal(404, `node ${idOrName} not found`);
    return found;
  }

  async updateNode(nodeId: string, version: number, spec: NodeSpec): Promise<void> {
    this.#change('updateNode', nodeId, version, spec);
  }

  async removeNode(idOrName: string, force: boolean): Promise<void> {
    await this.inspectNode(idOrName);
    this.#change('removeNode', idOrName, force);
  }

  /** What has happened, and how it was asked for. */
  happened: readonly EngineEvent[] = [];
  asked: EventOptions | undefined;

  async *events(options: EventOptions): AsyncGenerator<EngineEvent> {
    this.asked = options;
    yield* this.happened;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #change(call: keyof EngineClient, ...given: readonly unknown[]): void {
    this.#refuse(call);
    this.changes.push([call, ...given]);
  }

  #refuse(call: keyof EngineClient): void {
    const refusal = this.refusals.get(call);
    if (refusal !== undefined) throw refusal;
  }
}
