import type { EngineEvent } from '../shapes/event.ts';
import type { Info } from '../shapes/info.ts';
import type { Node, NodeSpec } from '../shapes/node.ts';
import type { InitRequest, JoinRequest, Swarm, SwarmSpec } from '../shapes/swarm.ts';

/** Which secrets an update of a swarm makes anew. */
export interface SwarmRotations {
  readonly workerToken: boolean;
  readonly managerToken: boolean;
  readonly managerUnlockKey: boolean;
}

/**
 * What stands behind the socket: the swarm part of a Docker Engine. Everything refused is thrown as an `EngineRefusal` with
 * the status and the text that Docker answers (docs/protocol.md §11.6); anything else that is thrown is a fault.
 */
export interface Engine {
  /** How it stands to a swarm, and what it is. */
  info(): Promise<Info>;
  inspectSwarm(): Promise<Swarm>;
  /** @returns the id of this engine's node */
  initSwarm(request: InitRequest): Promise<string>;
  joinSwarm(request: JoinRequest): Promise<void>;
  leaveSwarm(force: boolean): Promise<void>;
  /** @param version the `Version.Index` that the change was made from */
  updateSwarm(version: number, spec: SwarmSpec, rotate: SwarmRotations): Promise<void>;
  /** @returns as it is printed; empty while managers are not locked */
  unlockKey(): Promise<string>;
  unlockSwarm(unlockKey: string): Promise<void>;
  /** All nodes of the swarm; filtering them is the server's. */
  listNodes(): Promise<readonly Node[]>;
  /** @param idOrName a whole id, else an exact name, else the beginning of an id */
  inspectNode(idOrName: string): Promise<Node>;
  updateNode(idOrName: string, version: number, spec: NodeSpec): Promise<void>;
  removeNode(idOrName: string, force: boolean): Promise<void>;
  /** What has happened lately, the oldest first: a bounded number. */
  pastEvents(): readonly EngineEvent[];
  /** Tells what happens from now on. @returns stops that */
  onEvent(listener: (event: EngineEvent) => void): () => void;
}
