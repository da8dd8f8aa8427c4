import type { Signer } from '../ca/signer.ts';
import { SigningProblem } from '../ca/problem.ts';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { Store } from '../store/store.ts';
import type { Effect, JournalEntry } from '../swarm/decision.ts';
import { awaitsSigning, recordSigning } from '../swarm/issue.ts';
import type { SigningResult } from '../swarm/issue.ts';
import { forgetPresence, markNode, recordManagerAddress } from '../swarm/members.ts';
import { defaultPace, reconcileRotation } from '../swarm/reconcile.ts';
import type { Pace } from '../swarm/reconcile.ts';
import type { SwarmState } from '../swarm/state.ts';
import type { SwarmRows } from '../swarm/view.ts';
import type { Credentials } from '../wire/credentials.ts';
import { CA, Dispatcher, Health, LogBroker, NodeCA, RaftMembership } from '../wire/gen/swarmkit_pb.ts';
import type { Network, Port, RefusedConnection } from '../wire/network.ts';
import { identifyClient } from '../wire/peer.ts';
import { Services } from '../wire/services.ts';
import type { ConnectionPeer } from './calls.ts';
import { Control } from './control.ts';
import { currentSigner, nextRoot } from './issuer.ts';
import { caService } from './services/ca.ts';
import { dispatcherService } from './services/dispatcher.ts';
import { healthService } from './services/health.ts';
import { logBrokerService } from './services/log-broker.ts';
import { nodeCaService } from './services/node-ca.ts';
import { raftMembershipService } from './services/raft-membership.ts';
import { Sessions } from './sessions.ts';
import { Watch } from './watch.ts';

export interface ManagerOptions {
  readonly rows: SwarmRows;
  readonly store: Store;
  /** What this manager shows and trusts; renewed by its own node. */
  readonly credentials: Credentials;
  readonly network: Network;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Lab time. */
  readonly clock: Clock;
  /** Real time. */
  readonly realTime: Clock;
  readonly entropy: Entropy;
  readonly pace?: Pace;
  /** Hears of connections that were turned away. */
  readonly onRefused?: (refused: RefusedConnection) => void;
  /** Hears of faults of the manager's own. */
  readonly onError: (error: unknown) => void;
}

/** The manager of a swarm: serves its port, and carries out what `swarm/` decides. */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #control: Control;
  readonly #watch = new Watch();
  readonly #sessions: Sessions;
  readonly #port: Port;
  readonly #stopShowing: () => void;
  #signer: Signer;
  #reconciling = false;
  #closed = false;

  /** Opens the port and takes up whatever was left undone. @throws what the system says, `EADDRINUSE` for one */
  static async start(options: ManagerOptions): Promise<Manager> {
    const { credentials, clock } = options;
    const services = new Services<ConnectionPeer>();
    const port = await options.network.listen({
      host: options.host,
      port: options.port,
      identity: credentials.identity,
      checkClient: (chain) => {
        const { trust, memory } = credentials;
        return identifyClient(chain, { roots: trust.certificates, now: clock.now(), memory });
      },
      services,
      onRefused: (refused) => options.onRefused?.(refused),
      onError: options.onError,
    });
    const manager = new Manager(options, services, port);
    await manager.#resume();
    return manager;
  }

  private constructor(options: ManagerOptions, services: Services<ConnectionPeer>, port: Port) {
    const { store, clock, entropy, credentials } = options;
    this.#options = options;
    this.#port = port;
    this.#control = new Control(options.rows, {
      store,
      clock,
      entropy,
      successor: (state) => nextRoot(state, clock, entropy),
    });
    this.#signer = currentSigner(this.state, clock, entropy);
    this.#sessions = new Sessions({
      clock: options.realTime,
      entropy,
      period: () => this.state.cluster.spec.heartbeatPeriod,
      onSilent: (nodeId) => {
        this.#control
          .perform((state, context) => markNode(state, nodeId, 'down', 'heartbeat failure', context))
          .catch(options.onError);
      },
    });
    this.#control.onEffect((effect) => this.#run(effect));
    this.#stopShowing = credentials.onChange(({ identity }) => port.show(identity));
    this.#serve(services);
  }

  /** The id of the node that this manager is. */
  get nodeId(): string {
    return this.#options.credentials.identity.nodeId;
  }

  /** `host:port` */
  get address(): string {
    return this.#port.address;
  }

  get state(): SwarmState {
    return this.#control.state;
  }

  /** Carries out commands. */
  get control(): Control {
    return this.#control;
  }

  /** Calls back for every line of the timeline from now on. */
  onJournal(listener: (entry: JournalEntry) => void): void {
    this.#control.onJournal(listener);
  }

  /** Stops serving; nodes look for another manager. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopShowing();
    this.#sessions.close();
    await this.#port.close();
    this.#control.flush();
  }

  #serve(services: Services<ConnectionPeer>): void {
    services.implement(CA, caService(this.#control));
    services.implement(NodeCA, nodeCaService(this.#control, this.#watch));
    services.implement(Dispatcher, dispatcherService(this.#control, this.#sessions, this.#watch));
    services.implement(Health, healthService(this.#control));
    services.implement(RaftMembership, raftMembershipService(this.#control));
    services.implement(LogBroker, logBrokerService(this.#control));
  }

  /** Nobody is known to be there until it has reported; what was accepted before a stop and not done is done now. */
  async #resume(): Promise<void> {
    await this.#control.perform((state, context) => recordManagerAddress(state, this.nodeId, this.address, context));
    await this.#control.perform(forgetPresence);
    for (const nodeId of this.state.nodes.keys()) this.#sessions.expect(nodeId);
    for (const node of this.state.nodes.values()) if (awaitsSigning(node)) this.#run({ kind: 'sign', nodeId: node.id });
    this.#run({ kind: 'reconcile' });
  }

  #run(effect: Effect): void {
    switch (effect.kind) {
      case 'sign':
        this.#sign(effect.nodeId).catch(this.#options.onError);
        break;
      case 'tell-node':
        this.#watch.tell(effect.nodeId);
        break;
      case 'tell-everyone':
        this.#watch.tellAll();
        break;
      case 'reload-issuer':
        this.#signer = currentSigner(this.state, this.#options.clock, this.#options.entropy);
        break;
      case 'reconcile':
        this.#reconcileSoon();
        break;
      case 'disconnect':
        this.#sessions.end(effect.nodeId);
        this.#watch.tell(effect.nodeId);
        break;
    }
  }

  async #sign(nodeId: string): Promise<void> {
    const node = this.state.nodes.get(nodeId);
    if (node === undefined || !awaitsSigning(node)) return;
    const { csr, role } = node.certificate;
    const identity = { nodeId, role, organization: this.state.cluster.id };
    const result: SigningResult = await this.#signer.sign({ csr, identity }).then(
      (pem) => ({ pem }),
      (error: unknown) => {
        if (error instanceof SigningProblem) return { error: error.message };
        throw error;
      },
    );
    // What a stopped manager has not recorded, the next one signs anew.
    if (this.#closed) return;
    await this.#control.perform((state, context) => recordSigning(state, nodeId, csr, result, context));
  }

  /** However many changes there are at a time, one look at them is enough. */
  #reconcileSoon(): void {
    if (this.#reconciling || this.state.cluster.rootCa.rotation === undefined) return;
    this.#reconciling = true;
    setImmediate(() => {
      this.#reconciling = false;
      if (this.#closed) return;
      const { pace = defaultPace, onError } = this.#options;
      this.#control.perform((state, context) => reconcileRotation(state, pace, context)).catch(onError);
    });
  }
}
