import { systemClock } from '../../clock/system-clock.ts';
import type { Engine, SwarmRotations } from '../../engine/server/engine.ts';
import type { EngineEvent } from '../../engine/shapes/event.ts';
import type { Info } from '../../engine/shapes/info.ts';
import type { Node, NodeSpec } from '../../engine/shapes/node.ts';
import type { LikeRequest } from '../../engine/shapes/extension/like.ts';
import { EngineRefusal } from '../../engine/shapes/refused.ts';
import type { InitRequest, JoinRequest, Swarm, SwarmSpec } from '../../engine/shapes/swarm.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { makeDirectory } from '../../files/atomic-write.ts';
import { Problem } from '../../problem.ts';
import { Store } from '../../store/store.ts';
import { isLocked } from '../find-managers.ts';
import { foundLike } from '../found-like.ts';
import { places } from '../places.ts';
import { eraseSwarm } from './erase.ts';
import { EventLog } from './event-log.ts';
import { notesFor, wishedFrom } from './like-request.ts';
import { foundationFrom, joinFrom } from './init-request.ts';
import type { Foundation } from './init-request.ts';
import { joinRefusal } from './join-refusal.ts';
import { JoinedNode } from './joined-node.ts';
import type { JoinWish } from './joined-node.ts';
import { LabMembership, addressIn } from './lab-membership.ts';
import type { LabMembershipOptions, LabSettings } from './lab-membership.ts';
import { engineIdOf, machineInfo } from './machine-info.ts';
import { writeNotes } from './notes.ts';
import { inUse, isInUse, notLocked, texts, unavailable, wrongKey } from './refusals.ts';
import { endOf, managerOf, whyNotLeave } from './standing.ts';
import type { Standing } from './standing.ts';
import { swarmInfoOf } from './swarm-info.ts';
import { checkUnlockKey } from './unlocking.ts';

export interface LabEngineOptions {
  /** All that it has lies below it. */
  readonly directory: string;
  /** Whether a lab may listen where other machines reach it. */
  readonly allowRemote?: boolean;
  readonly settings?: LabSettings;
  /** Whoever asked for a join is answered after this time, ms, whatever has come of it (docs/protocol.md §2.4). */
  readonly joinTimeoutMs?: number;
  /** Hears of faults of its own. */
  readonly onError: (error: unknown) => void;
}

const defaultJoinTimeoutMs = 20_000;

/**
 * The engine of a directory: outside any swarm at first, then the first manager of a lab that lies there, or a worker of
 * another swarm. What it is lasts across restarts.
 */
export class LabEngine implements Engine {
  readonly #options: LabMembershipOptions;
  readonly #joinTimeoutMs: number;
  readonly #events: EventLog;
  #standing: Standing = { kind: 'inactive' };
  /** What changes how it stands to a swarm: one after the other. */
  #changing: Promise<unknown> = Promise.resolve();

  /** Finds out what lies in a directory, and takes it up. What cannot be taken up is told by {@link info}. */
  static async open(options: LabEngineOptions): Promise<LabEngine> {
    const engine = new LabEngine(options);
    await engine.#takeUp();
    return engine;
  }

  private constructor(options: LabEngineOptions) {
    const { directory, allowRemote = false, settings = {}, joinTimeoutMs = defaultJoinTimeoutMs, onError } = options;
    this.#events = new EventLog(onError);
    this.#options = { directory, allowRemote, settings, events: this.#events, onError };
    this.#joinTimeoutMs = joinTimeoutMs;
  }

  /** Where all that it has lies. */
  get directory(): string {
    return this.#options.directory;
  }

  /** The lab whose engine it is, if it is one that runs. */
  get membership(): LabMembership | undefined {
    return this.#standing.kind === 'lab' ? this.#standing.membership : undefined;
  }

  /** Whether somebody outside this process needs it: nodes of its lab, or the swarm that it has joined. */
  get isNeeded(): boolean {
    const { kind } = this.#standing;
    return kind === 'joined' || kind === 'pending' || this.membership?.hasOutsiders === true;
  }

  /** The time by which events are stamped: lab time, if there is a lab. ms since epoch */
  now(): number {
    return this.membership?.now() ?? systemClock.now();
  }

  async info(): Promise<Info> {
    return { ID: engineIdOf(this.#options.directory), ...machineInfo(), Swarm: swarmInfoOf(this.#standing) };
  }

  async inspectSwarm(): Promise<Swarm> {
    return managerOf(this.#standing).control.inspect();
  }

  initSwarm(request: InitRequest): Promise<string> {
    return this.#inTurn(async () => {
      const isMember = this.#standing.kind !== 'inactive';
      if (isMember && !request.ForceNewCluster) throw unavailable(texts.member);
      const former = isMember ? managerOf(this.#standing) : undefined;
      const foundation = foundationFrom(request, this.#options.allowRemote);
      const membership = former
        ? await this.#goOnAlone(former, foundation)
        : await this.#found(foundation, request.AutoLockManagers);
      await settle(membership, request.Spec);
      return membership.nodeId;
    });
  }

  /**
   * Makes a lab that is like another swarm, and takes it up: nodes that are down there are down here.
   *
   * @returns the id of its node
   * @throws {EngineRefusal} 400; 503 where it has a swarm already
   */
  likeSwarm(request: LikeRequest): Promise<string> {
    return this.#inTurn(async () => {
      if (this.#standing.kind !== 'inactive') throw unavailable(texts.member);
      const wished = wishedFrom(request);
      const { directory, settings } = this.#options;
      await this.#clear();
      await writeNotes(directory, notesFor(wished));
      try {
        await foundLike({ directory, clock: systemClock, entropy: settings.entropy ?? systemEntropy }, wished);
        const membership = await LabMembership.open(this.#options);
        this.#standing = { kind: 'lab', membership };
        return membership.nodeId;
      } catch (error) {
        await this.#forget();
        throw error;
      }
    });
  }

  joinSwarm(request: JoinRequest): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#standing.kind !== 'inactive') throw unavailable(texts.member);
      const wish = joinFrom(request);
      await this.#clear();
      await this.#join(wish);
    });
  }

  async leaveSwarm(force: boolean): Promise<void> {
    if (this.#standing.kind === 'pending') {
      const { joining } = this.#standing;
      joining.abort();
      await joining.ended;
      if (this.#isOutside) return;
    }
    await this.#inTurn(async () => {
      const reason = force && !this.#isOutside ? undefined : whyNotLeave(this.#standing);
      if (reason !== undefined) throw reason;
      await this.#forget();
    });
  }

  async updateSwarm(version: number, spec: SwarmSpec, rotate: SwarmRotations): Promise<void> {
    return managerOf(this.#standing).control.update(version, spec, rotate);
  }

  async unlockKey(): Promise<string> {
    return managerOf(this.#standing).control.unlockKey();
  }

  unlockSwarm(unlockKey: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#standing.kind !== 'locked') {
        managerOf(this.#standing);
        throw notLocked();
      }
      checkUnlockKey(unlockKey);
      try {
        this.#standing = { kind: 'lab', membership: await LabMembership.open(this.#options, unlockKey) };
      } catch (error) {
        if (isLocked(error)) throw wrongKey(error);
        this.#fail(error, true);
        throw error;
      }
    });
  }

  async listNodes(): Promise<readonly Node[]> {
    return managerOf(this.#standing).control.listNodes();
  }

  async inspectNode(idOrName: string): Promise<Node> {
    return managerOf(this.#standing).control.inspectNode(idOrName);
  }

  async updateNode(idOrName: string, version: number, spec: NodeSpec): Promise<void> {
    return managerOf(this.#standing).control.updateNode(idOrName, version, spec);
  }

  async removeNode(idOrName: string, force: boolean): Promise<void> {
    return managerOf(this.#standing).control.removeNode(idOrName, force);
  }

  pastEvents(): readonly EngineEvent[] {
    return this.#events.past;
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    return this.#events.onEvent(listener);
  }

  /** Ends all that runs; what is on the disk can be opened again. */
  async close(): Promise<void> {
    if (this.#standing.kind === 'pending') this.#standing.joining.abort();
    await this.#inTurn(() => endOf(this.#standing));
  }

  /** What lies in the directory. */
  async #takeUp(): Promise<void> {
    const { directory } = this.#options;
    let holdsLab = true;
    try {
      holdsLab = Store.isFounded(places.store(directory));
      if (holdsLab) this.#standing = { kind: 'lab', membership: await LabMembership.open(this.#options) };
      else if (await JoinedNode.isIn(directory)) {
        this.#standing = { kind: 'joined', node: await JoinedNode.open(this.#options) };
      }
    } catch (error) {
      if (holdsLab && isLocked(error)) this.#standing = { kind: 'locked', address: await addressIn(this.#options) };
      else this.#fail(error, holdsLab);
    }
  }

  async #found({ listen, overlay, availability }: Foundation, autoLockManagers: boolean): Promise<LabMembership> {
    const { directory } = this.#options;
    await this.#clear();
    await writeNotes(directory, { ...listen, stopped: [] });
    try {
      const spec = { autoLockManagers };
      const membership = await LabMembership.found(this.#options, { spec, overlay });
      this.#standing = { kind: 'lab', membership };
      await membership.lab.updateNode(membership.nodeId, { availability });
      return membership;
    } catch (error) {
      await this.#forget();
      throw isInUse(error) ? inUse(error) : error;
    }
  }

  /** Its managers that are gone are none any more; those that come back have to ask (docs/protocol.md §12.6). */
  async #goOnAlone({ lab, nodeId, notes }: LabMembership, { listen }: Foundation): Promise<LabMembership> {
    const { unlockKey } = lab.state.secrets;
    await lab.control.forceNewCluster(nodeId);
    await endOf(this.#standing);
    try {
      await writeNotes(this.#options.directory, { ...notes, ...listen });
      const membership = await LabMembership.open(this.#options, unlockKey);
      this.#standing = { kind: 'lab', membership };
      return membership;
    } catch (error) {
      this.#fail(error, true);
      throw isInUse(error) ? inUse(error) : error;
    }
  }

  async #join(wish: JoinWish): Promise<void> {
    const giveUp = new AbortController();
    const late = Promise.withResolvers<void>();
    let isAwaited = true;
    const attempt = JoinedNode.join(this.#options, wish, giveUp.signal);
    const outcome = async (): Promise<void> => {
      try {
        this.#standing = { kind: 'joined', node: await attempt };
      } catch (error) {
        await this.#forget();
        if (!isAwaited && !giveUp.signal.aborted) this.#fail(error, false);
      }
    };
    const ended = outcome();
    this.#standing = { kind: 'pending', joining: { abort: () => giveUp.abort(), ended } };
    const timer = systemClock.after(this.#joinTimeoutMs, () => late.resolve());
    await Promise.race([ended, late.promise]);
    timer.cancel();
    isAwaited = false;
    if (this.#isPending) throw unavailable(texts.joinTimeout);
    await attempt.catch((error: unknown) => {
      throw joinRefusal(error);
    });
  }

  get #isOutside(): boolean {
    return this.#standing.kind === 'inactive';
  }

  get #isPending(): boolean {
    return this.#standing.kind === 'pending';
  }

  /** Makes place for a swarm: what lies there belongs to none. */
  async #clear(): Promise<void> {
    await makeDirectory(this.#options.directory, 0o700);
    await eraseSwarm(this.#options.directory);
  }

  /** Ends what runs, and removes what it has on the disk. */
  async #forget(): Promise<void> {
    const former = this.#standing;
    this.#standing = { kind: 'inactive' };
    if (former.kind !== 'pending') await endOf(former);
    await eraseSwarm(this.#options.directory);
  }

  /** Whoever asks is told why; what is a fault, and not something to be mended by its user, is reported as well. */
  #fail(error: unknown, holdsLab: boolean): void {
    this.#standing = { kind: 'error', error, holdsLab };
    if (!(error instanceof Problem)) this.#options.onError(error);
  }

  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => undefined);
    return done;
  }
}

/** A swarm that has been founded stays, whatever becomes of what was wished of it (docs/protocol.md §11.2). */
async function settle({ control }: LabMembership, spec: SwarmSpec): Promise<void> {
  try {
    await control.settle(spec);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    const { expected, next } = error;
    const message = `error updating cluster settings: ${error.message}`;
    throw new EngineRefusal(500, message, { expected, next, cause: error });
  }
}
