import type { EngineEvent } from '../shapes/event.ts';
import type { EngineVersion, Info } from '../shapes/info.ts';
import type { Node, NodeSpec } from '../shapes/node.ts';
import type { InitRequest, JoinRequest, Swarm, SwarmSpec } from '../shapes/swarm.ts';
import type { CallOptions, EngineCalls } from './engine-calls.ts';

export interface SwarmUpdate {
  /** The `Version.Index` that the change was made from. */
  readonly version: number;
  readonly spec: SwarmSpec;
  readonly rotateWorkerToken?: boolean;
  readonly rotateManagerToken?: boolean;
  readonly rotateManagerUnlockKey?: boolean;
}

export interface EventOptions {
  readonly signal: AbortSignal;
  /** s since epoch; left out, nothing of the past is told unless there is an end. */
  readonly since?: number | undefined;
  /** s since epoch; left out, it goes on. */
  readonly until?: number | undefined;
  /** By name values of which one has to fit; of types the swarm's and its nodes', unless others are named. */
  readonly filters?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * Any engine that answers the Docker Engine API: a lab, or a real one. What it refuses is thrown as an `EngineRefusal`, what
 * keeps one from reaching it as a `ClientProblem`, an answer of another shape as a `ShapeProblem`.
 */
export interface EngineClient extends AsyncDisposable {
  /** Where it is, for people: `unix:///run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly name: string;
  /** For what it answers besides Docker's API: what only a lab can do. */
  readonly calls: EngineCalls;
  version(options?: CallOptions): Promise<EngineVersion>;
  info(options?: CallOptions): Promise<Info>;
  inspectSwarm(options?: CallOptions): Promise<Swarm>;
  /** @returns the id of the engine's node */
  initSwarm(request: InitRequest, options?: CallOptions): Promise<string>;
  joinSwarm(request: JoinRequest, options?: CallOptions): Promise<void>;
  leaveSwarm(force: boolean, options?: CallOptions): Promise<void>;
  updateSwarm(update: SwarmUpdate, options?: CallOptions): Promise<void>;
  /** @returns as it is printed; empty while managers are not locked */
  unlockKey(options?: CallOptions): Promise<string>;
  unlockSwarm(unlockKey: string, options?: CallOptions): Promise<void>;
  listNodes(options?: CallOptions): Promise<readonly Node[]>;
  /** @param idOrName a whole id, an exact name, or the beginning of an id */
  inspectNode(idOrName: string, options?: CallOptions): Promise<Node>;
  updateNode(nodeId: string, version: number, spec: NodeSpec, options?: CallOptions): Promise<void>;
  removeNode(idOrName: string, force: boolean, options?: CallOptions): Promise<void>;
  /** What happens to the swarm and its nodes, until the signal or a moment ends it. */
  events(options: EventOptions): AsyncIterable<EngineEvent>;
}
