import type { Clock, Timer } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { nothing } from '../swarm/decision.ts';
import type { Accepted, DecisionContext, Effect } from '../swarm/decision.ts';
import { defaultHeartbeatPeriod } from '../swarm/found.ts';
import { followRoles } from '../swarm/managers.ts';
import { forgetPresence, markNode } from '../swarm/members.ts';
import { demandReports, reconcileRotation } from '../swarm/reconcile.ts';
import type { Pace } from '../swarm/reconcile.ts';
import { Refusal } from '../swarm/refusal.ts';
import type { SwarmState } from '../swarm/state.ts';
import { RpcError } from '../wire/grpc/status.ts';
import { CaServer } from './ca-server.ts';
import type { Electorate } from './decider.ts';
import { Sessions } from './sessions.ts';
import type { Signing } from './signing.ts';
import { Watch } from './watch.ts';

export interface LeaderOptions {
  readonly quorum: Electorate;
  /** The manager that leads. */
  readonly nodeId: string;
  readonly signing: Signing;
  /** Real time. */
  readonly realTime: Clock;
  readonly entropy: Entropy;
  readonly pace: Pace;
  readonly onError: (error: unknown) => void;
}

/** What the disk refused is tried again after this time, ms. */
const diskRetryMs = 1_000;
/** A node reports within a second of having its certificate; one that has not within this time, ms, has to. */
const reportTimeoutMs = 10_000;

/**
 * What the leading manager does and no other: it signs, carries rotations on, knows who is there, and makes roles follow
 * what is desired (docs/protocol.md §12.3). It begins from the rows alone, and ends when another leads.
 */
export class Leader {
  readonly nodeId: string;
  readonly sessions: Sessions;
  readonly watch = new Watch();
  readonly #options: LeaderOptions;
  readonly #caServer: CaServer;
  readonly #retries = new Set<Timer>();
  #reportWatch: Timer | undefined;
  #reconciling = false;
  #following = false;
  #stopped = false;

  constructor(options: LeaderOptions) {
    const { quorum, signing, realTime, entropy, onError } = options;
    this.#options = options;
    this.nodeId = options.nodeId;
    this.#caServer = new CaServer({ swarm: quorum, signing, realTime, onError });
    this.sessions = new Sessions({
      clock: realTime,
      entropy,
      period: () => quorum.state.cluster.spec.heartbeatPeriod ?? defaultHeartbeatPeriod,
      onSilent: (nodeId) => this.#noteSilence(nodeId),
    });
  }

  /** Nobody is known to be there until it has reported; what was accepted before and not done is done now. */
  start(): void {
    const { quorum } = this.#options;
    this.#persist((state, context) => forgetPresence(state, (nodeId) => this.sessions.isOpen(nodeId), context));
    for (const nodeId of quorum.state.nodes.keys()) this.sessions.expect(nodeId);
    this.#caServer.start();
    this.run({ kind: 'follow-roles' });
    this.run({ kind: 'reconcile' });
  }

  /** Another manager leads, or none: whoever waits here is told to look elsewhere. */
  stop(): void {
    this.#stopped = true;
    this.sessions.close();
    this.#caServer.stop();
    this.#reportWatch?.cancel();
    for (const retry of this.#retries) retry.cancel();
    this.watch.tellAll();
  }

  /** Another manager leads, or none. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** @throws {RpcError} `Unavailable` when it does not lead any more */
  check(): void {
    if (this.#stopped) {
      throw new RpcError('Unavailable', 'this manager does not lead the swarm any more', {
        next: 'Try again: another manager leads it, or will.',
      });
    }
  }

  /** Does what a command has yielded. */
  run(effect: Effect): void {
    switch (effect.kind) {
      case 'sign':
        this.#caServer.evaluate(effect.nodeId);
        break;
      case 'tell-node':
        this.watch.tell(effect.nodeId);
        break;
      case 'tell-everyone':
        this.watch.tellAll();
        break;
      case 'reload-issuer':
      case 'reload-external-cas':
        this.#caServer.reload();
        break;
      case 'reconcile':
        this.#reconcileSoon();
        break;
      case 'follow-roles':
        this.#followRolesSoon();
        break;
      case 'renew-session':
        // What it sends on the one it has is refused; so it opens another, or is missed as any node is.
        this.sessions.end(effect.nodeId);
        this.sessions.expect(effect.nodeId);
        break;
      case 'disconnect':
        this.sessions.end(effect.nodeId);
        this.watch.tell(effect.nodeId);
        break;
      case 'lock-managers':
        // Managers see to their own key files.
        break;
    }
  }

  /** By the time that the disk takes it, the node may be back. */
  #noteSilence(nodeId: string): void {
    this.#persist((state, context) =>
      this.sessions.isOpen(nodeId) ? nothing(undefined) : markNode(state, nodeId, 'down', 'heartbeat failure', context),
    );
  }

  /** However many changes there are at a time, one look at them is enough. */
  #reconcileSoon(): void {
    const { quorum, pace } = this.#options;
    if (this.#reconciling || quorum.state.cluster.rootCa.rotation === undefined) return;
    this.#watchReports(new Map());
    this.#reconciling = true;
    setImmediate(() => {
      this.#reconciling = false;
      this.#persist((state, context) => reconcileRotation(state, pace, context));
    });
  }

  /** As long as a rotation is under way it looks, now and then, for reports that do not come. */
  #watchReports(awaited: ReadonlyMap<string, string>): void {
    const { quorum, realTime } = this.#options;
    if (this.#stopped || quorum.state.cluster.rootCa.rotation === undefined) return;
    this.#reportWatch ??= realTime.after(reportTimeoutMs, () => {
      this.#reportWatch = undefined;
      this.#persist(
        (state) => demandReports(state, awaited),
        (stillAwaited) => this.#watchReports(stillAwaited),
      );
    });
  }

  #followRolesSoon(): void {
    if (this.#following) return;
    this.#following = true;
    setImmediate(() => {
      this.#following = false;
      const { quorum } = this.#options;
      const isRunning = (nodeId: string): boolean => quorum.isRunning(nodeId);
      this.#persist(
        (state, context) => followRoles(state, isRunning, context),
        (hasMore) => {
          if (!hasMore) return;
          this.#followRolesSoon();
          void quorum.elect();
        },
      );
    });
  }

  /** What the manager decides by itself is decided again when the disk refused it: nobody else would ask for it. */
  #persist<Reply>(
    decide: (state: SwarmState, context: DecisionContext) => Accepted<Reply>,
    done: (reply: Reply) => void = () => undefined,
  ): void {
    const attempt = async (): Promise<void> => {
      if (this.#stopped) return;
      try {
        done(await this.#options.quorum.perform(decide));
      } catch (error) {
        if (this.#stopped) return;
        this.#options.onError(error);
        if (!(error instanceof Refusal)) this.#later(() => void attempt());
      }
    };
    void attempt();
  }

  #later(retry: () => void): void {
    const timer = this.#options.realTime.after(diskRetryMs, () => {
      this.#retries.delete(timer);
      retry();
    });
    this.#retries.add(timer);
  }
}
