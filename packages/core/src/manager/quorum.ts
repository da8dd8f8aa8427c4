import type { Clock, Timer } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { Problem } from '../problem.ts';
import type { Store } from '../store/store.ts';
import type { Accepted, DecisionContext, Effect, JournalEntry } from '../swarm/decision.ts';
import { electLeader, forceNewCluster, noLeader } from '../swarm/managers.ts';
import { defaultPace } from '../swarm/reconcile.ts';
import type { Pace } from '../swarm/reconcile.ts';
import type { Answered, Need } from '../swarm/needs.ts';
import type { SwarmState } from '../swarm/state.ts';
import type { SwarmRows } from '../swarm/view.ts';
import type { Credentials } from '../wire/credentials.ts';
import { acceptsManager } from './accepts-manager.ts';
import { Control } from './control.ts';
import type { Command, NodeChange } from './control.ts';
import type { Electorate } from './decider.ts';
import type { ExternalCas } from './external-cas.ts';
import { Leader } from './leader.ts';
import { fetchNeed } from './outside.ts';
import { Signing } from './signing.ts';

/** A manager that takes part. */
export interface Member {
  /** The id of the node that it is. */
  readonly nodeId: string;
  /** `host:port` */
  readonly address: string;
  /** How it speaks to external CAs, with its own certificate. */
  readonly externalCas: Pick<ExternalCas, 'signer' | 'isReachable' | 'crossSign'>;
  /** What it shows the others, and what it accepts of them. */
  readonly credentials: Credentials;
}

export interface QuorumOptions {
  readonly rows: SwarmRows;
  readonly store: Pick<Store, 'commit'>;
  /** Lab time. */
  readonly clock: Clock;
  /** Real time. */
  readonly realTime: Clock;
  readonly entropy: Entropy;
  readonly pace?: Pace;
  /** Hears of faults of the managers' own. */
  readonly onError: (error: unknown) => void;
  /** Hears why something could not be done of which whoever asked was told less. */
  readonly onFailure?: (problem: Problem) => void;
}

/** How long anyone waits for a leader, ms. */
const longestElectionMs = 10_000;
/** An election that the disk refused is held again after this time, ms. */
const diskRetryMs = 1_000;

/** A member that is running. */
interface Seat {
  readonly member: Member;
  /** It outlives the leadership, and with it the memory of which root it was made for (docs/protocol.md §5.8). */
  readonly signing: Signing;
  readonly stopWatching: () => void;
}

/**
 * The managers of a swarm, of whom one leads as long as more than half of them run. They share one store, in this process:
 * there is no raft between them, and nobody's copy lags behind. What is like raft is who leads, and that without a
 * majority nothing can be decided (docs/protocol.md §12.3).
 */
export class Quorum implements Electorate {
  readonly #options: QuorumOptions;
  readonly #control: Control;
  readonly #seats = new Map<string, Seat>();
  /** Members that run, and that the others cannot reach. */
  readonly #unreachable = new Set<string>();
  #leader: Leader | undefined;
  #electing: Promise<void> = Promise.resolve();
  #retry: Timer | undefined;
  #isClosed = false;
  #listeners: readonly (() => void)[] = [];

  constructor(options: QuorumOptions) {
    this.#options = options;
    const { rows, store, clock, entropy, onError } = options;
    this.#control = new Control(rows, { store, clock, entropy, onError, fetch: (need) => this.#fetch(need) });
    this.#control.onEffect((effect) => this.#leader?.run(effect));
  }

  get state(): SwarmState {
    return this.#control.state;
  }

  /** Whoever leads now. */
  get leader(): Leader | undefined {
    return this.#leader;
  }

  /** Where whoever leads now listens, `host:port`. */
  get leaderAddress(): string | undefined {
    return this.#leadingSeat?.member.address;
  }

  /**
   * Whether a member runs, the others reach it, and it authenticates to half of them at least. One that was cut off at the
   * end of a rotation may accept nobody any more (docs/protocol.md §8.4): nobody could be led by it.
   */
  isRunning(nodeId: string): boolean {
    const seat = this.#isReachable(nodeId) ? this.#seats.get(nodeId) : undefined;
    if (seat === undefined) return false;
    const others = [...this.#seats.values()].filter(
      ({ member }) => member.nodeId !== nodeId && this.#isReachable(member.nodeId),
    );
    const now = this.#options.clock.now();
    const [own, met] = [seat.member.credentials, others.map(({ member }) => member.credentials)];
    const accepted = met.filter((other) => acceptsManager(own, other, now) && acceptsManager(other, own, now));
    return accepted.length >= others.length / 2;
  }

  /** Carries out a command. @throws {Refusal} also when nobody leads */
  async perform<Reply>(decide: (state: SwarmState, context: DecisionContext) => Accepted<Reply>): Promise<Reply> {
    this.#checkLed();
    return this.#control.perform(decide);
  }

  async request<Reply>(command: Command<Reply>): Promise<Reply> {
    return this.#control.request((state, context, answered) => {
      // Also when it is decided anew: the majority may be lost while something is fetched.
      this.#checkLed();
      return command(state, context, answered);
    });
  }

  /** Calls back for every effect of every command from now on. */
  onEffect(listener: (effect: Effect) => void): void {
    this.#control.onEffect(listener);
  }

  /** Calls back for every line of the timeline from now on. */
  onJournal(listener: (entry: JournalEntry) => void): void {
    this.#control.onJournal(listener);
  }

  /** Calls back for every node that changes, comes or goes from now on. */
  onNode(listener: (change: NodeChange) => void): void {
    this.#control.onNode(listener);
  }

  /**
   * Has a member go on alone, although the majority is gone: the others are no managers any more.
   *
   * @throws {Refusal} `NotFound`
   */
  async forceNewCluster(nodeId: string): Promise<void> {
    await this.#control.perform((state, context) => forceNewCluster(state, nodeId, context));
    await this.elect();
  }

  /** Calls back whenever somebody else leads, or nobody. */
  onLeader(listener: () => void): void {
    this.#listeners = [...this.#listeners, listener];
  }

  /** Settles when somebody leads, when the signal aborts, or after ten seconds. */
  async led(signal: AbortSignal): Promise<void> {
    if (this.#leader !== undefined || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', end);
        this.#listeners = this.#listeners.filter((other) => other !== look);
        resolve();
      };
      const look = (): void => {
        if (this.#leader !== undefined) end();
      };
      const timer = this.#options.realTime.after(longestElectionMs, end);
      signal.addEventListener('abort', end, { once: true });
      this.#listeners = [...this.#listeners, look];
    });
  }

  /** A member begins to run. */
  async enter(member: Member): Promise<void> {
    if (this.#isClosed) return;
    const { clock, entropy } = this.#options;
    const signing = new Signing(clock, entropy, member.externalCas);
    const stopWatching = member.credentials.onChange(() => void this.elect());
    this.#seats.set(member.nodeId, { member, signing, stopWatching });
    this.#unreachable.delete(member.nodeId);
    await this.elect();
  }

  /** A member stops. */
  async leave(nodeId: string): Promise<void> {
    this.#seats.get(nodeId)?.stopWatching();
    this.#seats.delete(nodeId);
    this.#unreachable.delete(nodeId);
    await this.elect();
  }

  /** The others cannot reach a member any more, or can again. */
  async setReachable(nodeId: string, isReachable: boolean): Promise<void> {
    if (isReachable) this.#unreachable.delete(nodeId);
    else if (this.#seats.has(nodeId)) this.#unreachable.add(nodeId);
    await this.elect();
  }

  /** Sees to it that somebody leads if a majority runs, and nobody otherwise. */
  elect(): Promise<void> {
    this.#electing = this.#electing.then(() => this.#elect()).catch((error: unknown) => this.#electLater(error));
    return this.#electing;
  }

  /** Writes what waits, and ends: nobody leads any more. */
  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
    for (const { stopWatching } of this.#seats.values()) stopWatching();
    this.#seats.clear();
    this.#lead(undefined);
    this.#control.flush();
  }

  async #elect(): Promise<void> {
    if (this.#seats.size === 0) {
      this.#lead(undefined);
      return;
    }
    const isRunning = (nodeId: string): boolean => this.isRunning(nodeId);
    const leaderId = await this.#control.perform((state, context) => electLeader(state, isRunning, context));
    this.#lead(leaderId);
    this.#leader?.run({ kind: 'follow-roles' });
  }

  /** Who is to lead could not be written: until it can, nobody takes the place of one that is gone. */
  #electLater(error: unknown): void {
    if (this.#isClosed) return;
    const { realTime, onError } = this.#options;
    onError(error);
    if (this.#leader !== undefined && !this.isRunning(this.#leader.nodeId)) this.#lead(undefined);
    this.#retry?.cancel();
    this.#retry = realTime.after(diskRetryMs, () => void this.elect());
  }

  #isReachable(nodeId: string): boolean {
    return this.#seats.has(nodeId) && !this.#unreachable.has(nodeId);
  }

  #checkLed(): void {
    if (this.#leader === undefined) throw noLeader();
  }

  #lead(nodeId: string | undefined): void {
    if (this.#leader?.nodeId === nodeId) return;
    this.#leader?.stop();
    this.#leader = undefined;
    const seat = nodeId === undefined ? undefined : this.#seats.get(nodeId);
    if (seat !== undefined) {
      const { realTime, entropy, pace = defaultPace, onError } = this.#options;
      const { member, signing } = seat;
      this.#leader = new Leader({ quorum: this, nodeId: member.nodeId, signing, realTime, entropy, pace, onError });
      this.#leader.start();
    }
    for (const listener of this.#listeners) listener();
  }

  async #fetch(need: Need): Promise<Answered> {
    const { clock, entropy, onFailure = () => undefined } = this.#options;
    const externalCas = this.#leadingSeat?.member.externalCas;
    if (externalCas === undefined) throw noLeader();
    return fetchNeed(need, { clock, entropy, externalCas, onFailure });
  }

  get #leadingSeat(): Seat | undefined {
    return this.#seats.get(this.#leader?.nodeId ?? '');
  }
}
