import { object } from '../shapes/codec.ts';
import type { Codec } from '../shapes/codec.ts';
import { attackResult, labAttacks } from '../shapes/extension/attack.ts';
import type { AttackResult, LabAttacks } from '../shapes/extension/attack.ts';
import { labChange } from '../shapes/extension/change.ts';
import type { LabChange } from '../shapes/extension/change.ts';
import { clockChange, labClock } from '../shapes/extension/clock.ts';
import type { ClockChange, LabClockState } from '../shapes/extension/clock.ts';
import { joinLine, joinOrder, joinSteer } from '../shapes/extension/join.ts';
import type { JoinLine, JoinOrder, JoinSteer } from '../shapes/extension/join.ts';
import { likeRequest } from '../shapes/extension/like.ts';
import type { LikeRequest } from '../shapes/extension/like.ts';
import { labJournal } from '../shapes/extension/journal.ts';
import type { LabJournal } from '../shapes/extension/journal.ts';
import {
  addNodes,
  addProgress,
  faultChange,
  labNodeRow,
  labNodes,
  startRequest,
} from '../shapes/extension/node-row.ts';
import type {
  AddNodes,
  AddProgress,
  FaultChange,
  LabNodeRow,
  LabNodes,
  NodeAction,
} from '../shapes/extension/node-row.ts';
import { nodeCertificates, probeRequest, probeResult } from '../shapes/extension/probe.ts';
import type { NodeCertificates, ProbeRequest, ProbeResult } from '../shapes/extension/probe.ts';
import { labRotation } from '../shapes/extension/rotation.ts';
import type { LabRotation } from '../shapes/extension/rotation.ts';
import { labInfo, labVersion } from '../shapes/extension/versions.ts';
import type { LabInfo } from '../shapes/extension/versions.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import type { CallOptions, EngineCalls } from './engine-calls.ts';
import { ClientProblem } from './problem.ts';

const base = `/lab/v${labVersion}`;
/** Bytes of an answer: ten thousand nodes have 4 MB. */
const mostOfNodes = 64 * 1024 * 1024;
/** Bytes of a line: a thousand nodes have 400 KB. */
const longestChange = 4 * 1024 * 1024;
const longestProgress = 256 * 1024;
const longestJoinLine = 64 * 1024;
/** A jump of years in a lab of thousands takes a while, ms. */
const jumpTimeoutMs = 3_600_000;
/** A thousand nodes have their files written, one after the other, ms. */
const likeTimeoutMs = 120_000;
/** An attack for which a swarm is made takes seconds, ms. */
const attackTimeoutMs = 120_000;
const nothing = object({});

/** What only a lab can do, for whoever speaks to its engine (docs/lab-api.md). It fails as any other call does. */
export class LabClient {
  readonly #name: string;
  readonly #calls: EngineCalls;

  /** @param engine whose versions fit: see `connectLab` */
  constructor({ name, calls }: { readonly name: string; readonly calls: EngineCalls }) {
    this.#name = name;
    this.#calls = calls;
  }

  info(options?: CallOptions): Promise<LabInfo> {
    return this.#calls.ask(labInfo, base, options);
  }

  /** Makes a lab that is like another swarm; only where the engine has none. */
  like(request: LikeRequest, options: CallOptions = {}): Promise<LabInfo> {
    return this.#post(labInfo, `${base}/like`, written(likeRequest, request), { timeoutMs: likeTimeoutMs, ...options });
  }

  nodes(options?: CallOptions): Promise<LabNodes> {
    return this.#calls.ask(labNodes, `${base}/nodes`, options, mostOfNodes);
  }

  /**
   * What changes, until the signal ends it.
   *
   * @param after the `Version` of what is known already; left out, all there is comes first
   * @throws {ClientProblem} `closed` also when the lab ends
   */
  async *changes({
    after,
    signal,
  }: {
    readonly after?: number;
    readonly signal: AbortSignal;
  }): AsyncGenerator<LabChange> {
    const path = `${base}/changes${after === undefined ? '' : `?after=${after}`}`;
    yield* this.#calls.lines(labChange, { method: 'GET', path }, { longest: longestChange, signal });
    if (signal.aborted) return;
    throw new ClientProblem('closed', `${this.#name} ended the stream of changes`, {
      expected: 'changes for as long as the lab runs, to whoever reads them',
      next: 'Look whether the lab still runs, and follow it again from the version that was read last.',
    });
  }

  /** Lets nodes join; the last line says so. Whoever leaves off early keeps those that have joined. */
  addNodes(
    request: Partial<AddNodes>,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<AddProgress, void> {
    const body = written(addNodes, { ...addNodes.zero, ...request });
    return this.#calls.lines(
      addProgress,
      { method: 'POST', path: `${base}/nodes`, body },
      { longest: longestProgress, signal },
    );
  }

  /** Lets one node join, and tells of each step, at which it stops unless it is told otherwise. Whoever leaves off ends it. */
  join(request: Partial<JoinOrder>, { signal }: { readonly signal: AbortSignal }): AsyncGenerator<JoinLine, void> {
    const body = written(joinOrder, { ...joinOrder.zero, ...request });
    const path = `${base}/joins`;
    return this.#calls.lines(joinLine, { method: 'POST', path, body }, { longest: longestJoinLine, signal });
  }

  /** Lets a join that is stopped go on, or ends it. @param id as its first line has it */
  async steerJoin(id: string, what: JoinSteer['Do'], options?: CallOptions): Promise<void> {
    const path = `${base}/joins/${encodeURIComponent(id)}`;
    await this.#calls.tell(nothing, { method: 'POST', path, body: written(joinSteer, { Do: what }) }, options);
  }

  /** @param node its name, its id, or the beginning of its id; so with all others */
  async act(node: string, action: NodeAction, options?: CallOptions): Promise<LabNodeRow> {
    return this.#post(labNodeRow, `${pathOf(node)}/${action}`, undefined, options);
  }

  /** Starts a node that was stopped. @param unlockKey of a locked manager that was away when it changed: the one before */
  async start(node: string, unlockKey = '', options?: CallOptions): Promise<LabNodeRow> {
    return this.#post(labNodeRow, `${pathOf(node)}/start`, written(startRequest, { UnlockKey: unlockKey }), options);
  }

  /** Lets things go wrong with a node's machine, or puts them right: what is named, and nothing else. */
  async setFaults(node: string, change: Partial<FaultChange>, options?: CallOptions): Promise<LabNodeRow> {
    const body = written(faultChange, { ...faultChange.zero, ...change });
    return this.#post(labNodeRow, `${pathOf(node)}/faults`, body, options);
  }

  /** Stops a node, and removes all that its machine has. */
  async forgetNode(node: string, options?: CallOptions): Promise<void> {
    await this.#calls.tell(nothing, { method: 'DELETE', path: pathOf(node) }, options);
  }

  async certificates(node: string, options?: CallOptions): Promise<NodeCertificates> {
    return this.#calls.ask(nodeCertificates, `${pathOf(node)}/certificates`, options);
  }

  clock(options?: CallOptions): Promise<LabClockState> {
    return this.#calls.ask(labClock, `${base}/clock`, options);
  }

  /** Changes lab time: what is named, and nothing else. It takes as long as a jump does: an hour at most. */
  changeClock(change: Partial<ClockChange>, options: CallOptions = {}): Promise<LabClockState> {
    const body = written(clockChange, { ...clockChange.zero, ...change });
    return this.#post(labClock, `${base}/clock`, body, { timeoutMs: jumpTimeoutMs, ...options });
  }

  /** Entries of the timeline that follow one of them, the oldest first. @param after its `Seq` */
  journal(after = 0, options?: CallOptions): Promise<LabJournal> {
    return this.#calls.ask(labJournal, `${base}/journal?after=${after}`, options);
  }

  rotation(options?: CallOptions): Promise<LabRotation> {
    return this.#calls.ask(labRotation, `${base}/rotation`, options, mostOfNodes);
  }

  probe(request: ProbeRequest, options?: CallOptions): Promise<ProbeResult> {
    return this.#post(probeResult, `${base}/probe`, written(probeRequest, request), options);
  }

  /** All attacks that the lab knows. */
  attacks(options?: CallOptions): Promise<LabAttacks> {
    return this.#calls.ask(labAttacks, `${base}/attacks`, options);
  }

  /** Carries an attack out. @param id as in the list */
  async attack(id: string, options: CallOptions = {}): Promise<AttackResult> {
    const path = `${base}/attacks/${encodeURIComponent(id)}`;
    return this.#post(attackResult, path, undefined, { timeoutMs: attackTimeoutMs, ...options });
  }

  #post<Value>(codec: Codec<Value>, path: string, body: string | undefined, options?: CallOptions): Promise<Value> {
    return this.#calls.tell(codec, { method: 'POST', path, body }, options);
  }
}

function written<Value>(codec: Codec<Value>, value: Value): string {
  return JSON.stringify(codec.write(value));
}

/** @throws {EngineRefusal} as an engine would, of what cannot stand in a path */
function pathOf(node: string): string {
  if (['', '.', '..'].includes(node)) throw new EngineRefusal(404, `node ${node} not found`);
  return `${base}/nodes/${encodeURIComponent(node)}`;
}
