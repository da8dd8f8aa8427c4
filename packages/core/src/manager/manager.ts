import {
  CA,
  Dispatcher,
  Health,
  HealthCheckResponse_ServingStatus,
  LogBroker,
  NodeCA,
  RaftMembership,
} from '../wire/gen/swarmkit_pb.ts';
import type { Clock } from '../clock/clock.ts';
import type { SwarmState } from '../swarm/state.ts';
import type { Credentials } from '../wire/credentials.ts';
import { RpcError } from '../wire/grpc/status.ts';
import type { Channel, Network, Port, RefusedConnection } from '../wire/network.ts';
import { identifyClient, identifyServer } from '../wire/peer.ts';
import { Services } from '../wire/services.ts';
import { managerServerName } from '../x509/profile.ts';
import type { Call, Peer } from './calls.ts';
import type { ExternalCas } from './external-cas.ts';
import { Forwarder } from './forwarder.ts';
import type { Leader } from './leader.ts';
import type { Member, Quorum } from './quorum.ts';
import { byLeader } from './services/by-leader.ts';
import { caService } from './services/ca.ts';
import { dispatcherService } from './services/dispatcher.ts';
import { healthService } from './services/health.ts';
import { logBrokerService } from './services/log-broker.ts';
import { nodeCaService } from './services/node-ca.ts';
import { raftMembershipService } from './services/raft-membership.ts';

export interface ManagerOptions {
  readonly quorum: Quorum;
  /** What this manager shows and trusts; renewed by its own node. */
  readonly credentials: Credentials;
  readonly network: Network;
  readonly externalCas: ExternalCas;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Lab time. */
  readonly clock: Clock;
  /** Says why nobody from outside can take part now, if that is so. Whoever belongs here is known by its user agent. */
  readonly outsiders: { readonly ownAgent: string; readonly whyAway: () => string | undefined };
  /** Whether a node lives where the managers of this swarm share their store. */
  readonly isHosted: (nodeId: string) => boolean;
  /** Hears of connections that were turned away. */
  readonly onRefused?: (refused: RefusedConnection) => void;
  /** Hears of faults of the manager's own. */
  readonly onError: (error: unknown) => void;
}

/** How long another manager may take to answer, ms of real time. */
const callTimeoutMs = 5_000;
/** Whose signatures a manager remembers: the members of a large swarm, during a rotation each with two certificates. */
const mostMembers = 20_000;

/** A manager of a swarm: serves its port, and passes on to the leader what it does not carry out itself. */
export class Manager implements Member {
  readonly credentials: Credentials;
  readonly externalCas: ExternalCas;
  readonly #options: ManagerOptions;
  readonly #forwarder: Forwarder;
  readonly #services = new Services<Peer>();
  readonly #stopping = new AbortController();
  #port: Port | undefined;
  #stopShowing: () => void = () => undefined;

  /** Opens the port. It takes part only once it has entered the quorum. @throws what the system says */
  static async open(options: ManagerOptions): Promise<Manager> {
    const manager = new Manager(options);
    await manager.#listen();
    return manager;
  }

  private constructor(options: ManagerOptions) {
    this.#options = options;
    this.credentials = options.credentials;
    this.credentials.memory.makeRoom(mostMembers);
    this.externalCas = options.externalCas;
    const { quorum } = options;
    this.#forwarder = new Forwarder({
      leader: () => this.#leaderAddress(),
      led: (signal) => quorum.led(signal),
      connect: (address) => this.#connect(address),
    });
    this.#implement();
  }

  get nodeId(): string {
    return this.credentials.identity.nodeId;
  }

  get address(): string {
    return this.#port?.address ?? '';
  }

  /** The swarm as it lasts. */
  get state(): SwarmState {
    return this.#options.quorum.state;
  }

  /** Stops serving; nodes look for another manager. */
  async close(): Promise<void> {
    this.#stopShowing();
    this.#stopping.abort();
    this.#forwarder.close();
    await this.#port?.close();
  }

  async #listen(): Promise<void> {
    const { credentials, clock, network, host, port, onRefused = () => undefined, onError } = this.#options;
    this.#port = await network.listen({
      host,
      port,
      identity: credentials.identity,
      checkClient: (chain) => {
        const { trust, memory } = credentials;
        return identifyClient(chain, { roots: trust.certificates, now: clock.now(), memory });
      },
      services: this.#services,
      onRefused,
      onError,
    });
    this.#stopShowing = credentials.onChange(({ identity }) => this.#port?.show(identity));
  }

  #implement(): void {
    const { quorum, isHosted } = this.#options;
    const forwarder = this.#forwarder;
    const leading = (): Leader | undefined => (quorum.leader?.nodeId === this.nodeId ? quorum.leader : undefined);
    const services = this.#services;
    services.implement(
      CA,
      byLeader(CA, leading, forwarder, () => caService(quorum)),
    );
    const fromInside = (call: Call): void => this.#checkOutsider(call);
    services.implement(
      NodeCA,
      byLeader(NodeCA, leading, forwarder, (leader) => nodeCaService(quorum, leader), fromInside),
    );
    services.implement(
      Dispatcher,
      byLeader(Dispatcher, leading, forwarder, (leader) => dispatcherService(quorum, leader), fromInside),
    );
    services.implement(
      LogBroker,
      byLeader(LogBroker, leading, forwarder, () => logBrokerService(quorum)),
    );
    services.implement(
      RaftMembership,
      byLeader(RaftMembership, leading, forwarder, () =>
        raftMembershipService(quorum, { isHosted, callBack: (address) => this.#callBack(address) }),
      ),
    );
    services.implement(Health, healthService(quorum));
  }

  /** Real engines live in real time: what they are issued at another time they could not use. */
  #checkOutsider({ metadata }: Call): void {
    const { ownAgent, whyAway } = this.#options.outsiders;
    const reason = whyAway();
    if (reason === undefined || metadata.get('user-agent')[0] === ownAgent) return;
    throw new RpcError('FailedPrecondition', `this lab does not live in real time: ${reason}`, {
      expected: 'nodes of the lab itself',
      next: 'Set the lab’s clock back to real time, then join again.',
    });
  }

  #leaderAddress(): string | undefined {
    const { leader, leaderAddress } = this.#options.quorum;
    return leader?.nodeId === this.nodeId ? undefined : leaderAddress;
  }

  /** Whether somebody at an address serves as a manager of this swarm. */
  async #callBack(address: string): Promise<void> {
    const channel = await this.#connect(address);
    try {
      const { status } = await channel.unary(Health.method.check, { service: 'Raft' }, { timeoutMs: callTimeoutMs });
      if (status !== HealthCheckResponse_ServingStatus.SERVING) {
        throw new RpcError('Unavailable', 'the manager that was called back does not serve');
      }
    } finally {
      channel.close();
    }
  }

  async #connect(address: string): Promise<Channel> {
    const { network, credentials, clock } = this.#options;
    const { identity, trust, memory } = credentials;
    const judgement = { roots: trust.certificates, now: clock.now(), memory };
    const { channel } = await network.connect({
      address,
      serverName: managerServerName,
      identity,
      checkServer: (chain) => identifyServer(chain, managerServerName, judgement),
      timeoutMs: callTimeoutMs,
      signal: this.#stopping.signal,
    });
    return channel;
  }
}
