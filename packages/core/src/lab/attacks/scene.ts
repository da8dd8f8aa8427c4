import type { Clock } from '../../clock/clock.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { MemoryIdentity } from '../../keyfile/memory-identity.ts';
import { fileNames } from '../../keyfile/node-files.ts';
import type { JoinWatch } from '../../node/join-steps.ts';
import { joinSwarm } from '../../node/join.ts';
import { removeNode } from '../../swarm/members.ts';
import { parseAddress } from '../../wire/address.ts';
import type { Credentials } from '../../wire/credentials.ts';
import { CA, NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import { GrpcChannel } from '../../wire/grpc/channel.ts';
import type { CallOptions, Channel } from '../../wire/network.ts';
import type { ShownIdentity } from '../../wire/shown-identity.ts';
import { connect } from '../../wire/tls/connect.ts';
import { createRequest } from '../../x509/csr.ts';
import type { Issuer } from '../../x509/leaf.ts';
import { managerServerName } from '../../x509/profile.ts';
import type { Role } from '../../x509/profile.ts';
import type { Lab } from '../lab.ts';
import { AttackProblem } from './problem.ts';
import { issuerOf } from './forge.ts';
import type { Loot } from './loot.ts';

/** ms of real time */
const timeoutMs = 5_000;

/** Something to be seen of an attack. Nothing secret may stand in it. */
export interface Evidence {
  readonly label: string;
  readonly text: string;
}

/** Where a machine is that an attack lets join, and what its clock shows. */
interface Joining {
  readonly token: string;
  /** `host:port`; the leader's unless told otherwise. */
  readonly address?: string;
  readonly clock?: Clock;
}

/**
 * Where an attack takes place: a lab, what an attacker can do with it by the means of any machine, and what is to be cleaned
 * up. It knows no address but the lab's own.
 */
export class Scene {
  readonly lab: Lab;
  readonly loot: Loot;
  readonly signal: AbortSignal;
  /** `host:port` of ends of connections that are the attacker's. */
  readonly #ends = new Set<string>();
  readonly #endings: (() => Promise<void> | void)[] = [];
  /** Members that the attack needed. */
  readonly #guests = new Set<string>();
  /** Nodes that have come into the swarm by the attack. */
  readonly #intruders = new Set<string>();
  readonly #written = new Set<string>();
  readonly #evidence: Evidence[] = [];
  #refusal: Error | undefined;
  #passed = 0;
  #isInStep = false;

  constructor(options: { readonly lab: Lab; readonly loot: Loot; readonly signal: AbortSignal }) {
    this.lab = options.lab;
    this.loot = options.loot;
    this.signal = options.signal;
    this.#endings.push(
      this.lab.onRefused(({ remote, error }) => {
        if (this.#ends.has(remote)) this.#refusal ??= error;
      }),
      this.lab.onFailure((problem) => {
        if (this.#isInStep) this.#refusal ??= problem;
      }),
    );
  }

  /** Lab time, ms since epoch. */
  now(): number {
    return this.lab.services.clock.now();
  }

  /** Steps of the attack that have been gone. */
  get passed(): number {
    return this.#passed;
  }

  /** What throws now is what the attack comes to. */
  get isInStep(): boolean {
    return this.#isInStep;
  }

  /** Why a manager turned the attacker's connection away, or what it wrote into its log instead of telling. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  get evidence(): readonly Evidence[] {
    return this.#evidence;
  }

  /** What the attack has left in the swarm and on disks by now. */
  get left(): readonly string[] {
    const rows = [...this.#intruders].filter((id) => this.lab.state.nodes.has(id));
    return [
      ...[...this.#written].map((file) => `${file} on the disk of the machine`),
      ...rows.map(() => 'a node that never reports, and so would hold up every rotation: it has been removed again'),
    ];
  }

  /** A step of the attack. */
  async step<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    this.#isInStep = true;
    const result = await work();
    this.#passed++;
    this.#isInStep = false;
    return result;
  }

  show(label: string, text: string): void {
    this.#evidence.push({ label, text });
  }

  /** Somebody ends with the attack. */
  atEnd(ending: () => Promise<void> | void): void {
    this.#endings.push(ending);
  }

  /** Something was not refused, and yet is not what the attacker wanted. @throws {AttackProblem} */
  inVain(message: string): never {
    throw new AttackProblem('without-effect', message);
  }

  /** A member that the attack needs: it lives in memory, and is removed at the end. */
  async guest(role: Role): Promise<Credentials> {
    const credentials = await joinSwarm(
      { ...this.#services(), store: new MemoryIdentity() },
      { address: this.lab.manager.address, token: this.lab.joinToken(role), canManage: true, signal: this.signal },
    );
    this.#guests.add(credentials.identity.nodeId);
    return credentials;
  }

  /** Lets a machine join, as steps of the attack: see {@link joinSteps}. */
  async join({ token, address = this.lab.manager.address, clock }: Joining): Promise<Credentials> {
    const store = new WatchedStore((file) => this.#written.add(file));
    const done = new Set<string>();
    const watch: JoinWatch = {
      onStep: (step) => {
        // What may pass by itself is tried again: then steps are gone that have been gone before.
        if (!done.has(step.kind)) this.#passed++;
        done.add(step.kind);
        if (step.kind === 'request') this.#intruders.add(step.nodeId);
      },
      onMessage: () => undefined,
      onAgain: () => undefined,
    };
    this.#isInStep = true;
    const options = { address, token, canManage: true, watch, signal: this.signal };
    const credentials = await joinSwarm({ ...this.#services(clock), store }, options);
    this.#isInStep = false;
    return credentials;
  }

  /**
   * Opens TLS to the manager that leads, and shows a certificate, or none. Whoever is there is not judged; whether oneself
   * has been accepted is found out by a call that anybody may make: in TLS 1.3 a server judges when the client is done.
   */
  async dial(identity?: ShownIdentity): Promise<Channel> {
    const { host, port } = parseAddress(this.lab.manager.address);
    const { socket } = await connect({
      host,
      port,
      serverName: managerServerName,
      ...(identity && { material: identity.tls }),
      checkServer: () => undefined,
      timeoutMs,
      signal: this.signal,
    });
    this.connected(socket);
    const channel = new GrpcChannel(socket, managerServerName, this.lab.ownAgent);
    this.#endings.push(() => channel.destroy());
    await this.fetchRoot(channel);
    return channel;
  }

  /** The attacker's end of a connection to the lab: why it is refused is looked for. */
  connected({ localAddress = '', localPort = 0 }: { localAddress?: string; localPort?: number }): void {
    this.#ends.add(`${localAddress}:${localPort}`);
  }

  /** For a call of the attacker's. */
  get call(): CallOptions {
    return { timeoutMs, signal: this.signal };
  }

  /** Who signs with the root's key: whoever has it. */
  rootIssuer(): Issuer {
    const { rootKey: caKey = '' } = this.lab.readSecrets();
    return issuerOf({ caCert: this.lab.state.cluster.rootCa.caCert, caKey }, this.now());
  }

  /** Fetches the root: a call that anybody may make. */
  async fetchRoot(channel: Channel): Promise<void> {
    await channel.unary(CA.method.getRootCACertificate, {}, this.call);
  }

  /** Asks for what managers alone may know: the key that unlocks their disks. The answer is not looked at. */
  async askForUnlockKey(channel: Channel, options: CallOptions = {}): Promise<void> {
    await channel.unary(CA.method.getUnlockKey, {}, { ...this.call, ...options });
  }

  /** Asks for a certificate. @returns the id of the node that the manager takes the caller for */
  async askForCertificate(
    channel: Channel,
    token = '',
    request = createRequest(systemEntropy.newKey()),
  ): Promise<string> {
    const csr = Buffer.from(request, 'latin1');
    const { nodeId } = await channel.unary(NodeCA.method.issueNodeCertificate, { csr, token }, this.call);
    if (!this.#guests.has(nodeId)) this.#intruders.add(nodeId);
    return nodeId;
  }

  /** Waits for the certificate of a node that has asked for one. @returns PEM, leaf first */
  async certificateFor(channel: Channel, nodeId: string): Promise<string> {
    const { certificate } = await channel.unary(NodeCA.method.nodeCertificateStatus, { nodeId }, this.call);
    return Buffer.from(certificate?.certificate ?? []).toString('latin1');
  }

  /** Removes a node from the swarm, as `docker node rm --force` does. */
  async remove(nodeId: string): Promise<void> {
    if (!this.lab.state.nodes.has(nodeId)) return;
    await this.lab.control.perform((state, context) => removeNode(state, nodeId, { force: true }, context));
  }

  /** Leaves the lab as it was, its timeline aside, and its list of removed nodes. */
  async end(): Promise<void> {
    for (const ending of this.#endings.toReversed()) await ending();
    for (const nodeId of [...this.#guests, ...this.#intruders]) await this.remove(nodeId);
  }

  #services(clock: Clock = this.lab.services.clock) {
    return { ...this.lab.services, clock, entropy: systemEntropy };
  }
}

/** The steps of {@link Scene.join}: those that a join tells (`JoinStep`). */
export const joinSteps = [
  'read the token',
  'open TLS, trusting nobody, and fetch the root',
  'compare the root with the token, and check it',
  'make a key and a request',
  'judge the manager by the root',
  'send the request and the whole token',
  'wait until it is signed',
  'check the certificate, and keep it',
] as const;

/** Tells what a machine would have on its disk. */
class WatchedStore extends MemoryIdentity {
  readonly #wrote: (file: string) => void;

  constructor(wrote: (file: string) => void) {
    super();
    this.#wrote = wrote;
  }

  override async writeRoot(pem: string): Promise<void> {
    await super.writeRoot(pem);
    this.#wrote(fileNames.root);
  }

  override async writeIdentity(...parameters: Parameters<MemoryIdentity['writeIdentity']>): Promise<void> {
    await super.writeIdentity(...parameters);
    this.#wrote(fileNames.certificate);
  }
}
