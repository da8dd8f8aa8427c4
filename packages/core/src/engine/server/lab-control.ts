import type { AttackResult, LabAttacks } from '../shapes/extension/attack.ts';
import type { LabChange } from '../shapes/extension/change.ts';
import type { ClockChange, LabClockState } from '../shapes/extension/clock.ts';
import type { JoinLine, JoinOrder, JoinSteer } from '../shapes/extension/join.ts';
import type { LikeRequest } from '../shapes/extension/like.ts';
import type { LabJournal } from '../shapes/extension/journal.ts';
import type {
  AddNodes,
  AddProgress,
  FaultChange,
  LabNodeRow,
  LabNodes,
  NodeAction,
} from '../shapes/extension/node-row.ts';
import type { NodeCertificates, ProbeRequest, ProbeResult } from '../shapes/extension/probe.ts';
import type { LabRotation } from '../shapes/extension/rotation.ts';
import type { LabInfo } from '../shapes/extension/versions.ts';

/** Where something goes that comes bit by bit. */
export interface Sink<Value> {
  /** Nothing that was sent waits to be read. */
  readonly isRead: boolean;
  send(value: Value): void;
  /** Nothing follows. */
  end(): void;
}

/** Something that comes bit by bit, once it is begun. @returns ends it early */
export type Flow<Value> = (to: Sink<Value>) => () => void;

/**
 * What a lab lets one see and do that no Docker Engine could (docs/lab-api.md). Everything refused is thrown as an
 * `EngineRefusal`: all but {@link describe}, {@link like}, {@link attacks} and {@link stop} with status 503 as long as there is no swarm. A node is named
 * as in Docker: by its id, its name, or the beginning of its id.
 */
export interface LabControl {
  describe(): LabInfo;
  /** Makes a lab that is like another swarm, in an engine that has none. */
  like(request: LikeRequest): Promise<LabInfo>;
  nodes(): Promise<LabNodes>;
  /**
   * What happens from a version on, or from the beginning. It ends when the lab does.
   *
   * @param after the version of what is known already; `undefined` or a version that is not remembered: nothing
   */
  changes(after: number | undefined): Promise<Flow<LabChange>>;
  /** Lets nodes join, several at a time. Who ends the flow early keeps those that have. */
  addNodes(request: AddNodes): Promise<Flow<AddProgress>>;
  /** Lets one node join, step by step. Who ends the flow early ends the join. */
  join(request: JoinOrder): Promise<Flow<JoinLine>>;
  /** Lets a join that is stopped go on, or ends it. @param id as its first line has it */
  steerJoin(id: string, steer: JoinSteer): void;
  act(node: string, action: NodeAction): Promise<LabNodeRow>;
  /** @param unlockKey of a locked manager that was away when it changed: as it was printed; else empty */
  start(node: string, unlockKey: string): Promise<LabNodeRow>;
  setFaults(node: string, change: FaultChange): Promise<LabNodeRow>;
  /** Stops a node, and removes all that its machine has; what its swarm knows of it stays. */
  forgetNode(node: string): Promise<void>;
  clock(): Promise<LabClockState>;
  /** @returns the clock once all of it has come about */
  changeClock(change: ClockChange): Promise<LabClockState>;
  /** Entries that follow one of them, the oldest first. @param after its `Seq` @param most entries */
  journal(after: number, most: number): Promise<LabJournal>;
  rotation(): Promise<LabRotation>;
  certificates(node: string): Promise<NodeCertificates>;
  probe(request: ProbeRequest): Promise<ProbeResult>;
  /** All attacks that there are; also without a swarm. */
  attacks(): Promise<LabAttacks>;
  /** Carries one out. @param id as in the list */
  attack(id: string): Promise<AttackResult>;
  /** Ends the host, soon. */
  stop(): Promise<void>;
}
