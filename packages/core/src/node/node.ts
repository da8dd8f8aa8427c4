import type { Timer } from '../clock/clock.ts';
import { X509Problem } from '../x509/problem.ts';
import type { Role } from '../x509/profile.ts';
import type { Credentials } from '../wire/credentials.ts';
import { IssuanceStatus_State, NodeRole } from '../wire/gen/swarmkit_pb.ts';
import type { Node as NodeMessage, SessionMessage } from '../wire/gen/swarmkit_pb.ts';
import type { Channel, Protection } from '../wire/network.ts';
import { roleOf } from '../x509/identity.ts';
import { acceptRoot } from './accept-root.ts';
import { connectVerified } from './connection.ts';
import { describeNode } from './description.ts';
import type { MachineDescription } from './description.ts';
import { downloadRoot } from './download-root.ts';
import { newKey, obtainIdentity } from './obtain.ts';
import type { NodeServices } from './obtain.ts';
import { NodeProblem, managerRole } from './problem.ts';
import type { Remotes } from './remotes.ts';
import { Renewer } from './renewer.ts';
import { holdSession } from './session.ts';
import { pause, wait } from './waiting.ts';

/** What a node lives through, for whoever watches it. */
export type NodeEvent =
  /** The manager has taken the node in, or has taken note of its new certificate or root. */
  | {
      readonly kind: 'registered';
      readonly sessionId: string;
      /** Of the manager, `host:port`. */
      readonly address?: string;
      readonly protection?: Protection | undefined;
    }
  | { readonly kind: 'session-lost'; readonly error: unknown; readonly retryInMs: number }
  | { readonly kind: 'renewed' }
  | { readonly kind: 'renewal-failed'; readonly error: unknown; readonly retryInMs: number }
  | { readonly kind: 'root-accepted'; readonly digest: string }
  | { readonly kind: 'root-refused'; readonly error: unknown }
  /** The swarm wants this node as a manager, which it cannot be. */
  | { readonly kind: 'role-refused'; readonly error: unknown };

export interface NodeOptions {
  readonly credentials: Credentials;
  readonly remotes: Remotes;
  readonly machine: MachineDescription;
  /** Whether a manager can run here; if not, the node goes on as a worker when it is promoted, and says so. */
  readonly canManage: boolean;
  readonly onEvent: (event: NodeEvent) => void;
}

/** Pauses between sessions that fail, ms: at most 100, 300, 700 … 8000. */
const sessionBackoff = { base: 100, factor: 2, most: 8_000 } as const;
/** Why a session is begun anew. Given a reason, an abort makes no error with a stack of its own. */
const news = 'there is something new to report';
/** A change of role is asked for before the manager has made it: a renewal waits this long, ms. */
const roleChangePauseMs = 500;
/** A root that the disk refused is taken over again after this time, ms. */
const diskRetryMs = 1_000;

/** A member of a swarm: holds a session, renews its certificate, follows the root. It begins to live when it is made. */
export class Node {
  readonly #services: NodeServices;
  readonly #options: NodeOptions;
  readonly #renewer: Renewer;
  readonly #stopping = new AbortController();
  readonly #life: Promise<void>;
  #channel: Channel | undefined;
  /** A renewal that uses the session's connection; until it has ended, that stays open. */
  #borrowing: Promise<void> = Promise.resolve();
  #restart = new AbortController();
  /** A root that was sent and is being taken over. */
  #acceptance: Promise<void> = Promise.resolve();
  #rootRetry: Timer | undefined;
  #sessionId = '';
  #desiredRole: Role | undefined;
  /** The version of the node object by which it was last told to renew. */
  #rotateVersion: bigint | undefined;

  constructor(services: NodeServices, options: NodeOptions) {
    this.#services = services;
    this.#options = options;
    this.#desiredRole = roleOf(options.credentials.identity);
    this.#renewer = new Renewer({
      clock: services.clock,
      entropy: services.entropy,
      nodeId: this.id,
      validity: () => this.credentials.identity.certificates[0],
      renew: () => this.#renew(),
      onFailure: (error, retryInMs) => this.#tell({ kind: 'renewal-failed', error, retryInMs }),
    });
    this.#life = this.#live();
  }

  get credentials(): Credentials {
    return this.#options.credentials;
  }

  /** The CN of the node's certificate, the same for all its life. */
  get id(): string {
    return this.credentials.identity.nodeId;
  }

  /** Renews at once. @returns settles with that renewal; if it fails, it is tried again by itself */
  renewNow(): Promise<void> {
    return this.#renewer.renewNow();
  }

  /** Ends the node's life in this process; what it has on its disk stays. */
  async stop(): Promise<void> {
    const renewalEnded = this.#renewer.stop();
    this.#stopping.abort();
    this.#rootRetry?.cancel();
    this.#restart.abort(news);
    this.#channel?.destroy();
    await Promise.all([this.#life, renewalEnded, this.#acceptance]);
  }

  /** One connection after the other until the node is stopped. */
  async #live(): Promise<void> {
    let backoff = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#connection(() => (backoff = 0));
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        backoff = Math.min(sessionBackoff.most, sessionBackoff.base + sessionBackoff.factor * backoff);
        const retryInMs = this.#services.entropy.integerBelow(backoff);
        this.#tell({ kind: 'session-lost', error, retryInMs });
        this.#options.remotes.passOver();
        await pause(this.#services.realTime, retryInMs, this.#stopping.signal);
      }
    }
  }

  /** All sessions on one connection: it is kept as long as it has shown the certificate that the node has. */
  async #connection(onAlive: () => void): Promise<void> {
    const { identity } = this.credentials;
    const address = this.#options.remotes.pick();
    const channel = await this.#connect(address);
    this.#channel = channel;
    try {
      while (this.credentials.identity === identity && !this.#stopping.signal.aborted) {
        await this.#session(channel, address, onAlive);
      }
    } finally {
      const close = (): void => channel.close();
      this.#borrowing.then(close, close);
    }
  }

  /** Ends when there is something new to report. */
  #session(channel: Channel, address: string, onAlive: () => void): Promise<void> {
    this.#restart = new AbortController();
    let isFirst = true;
    return holdSession({
      channel,
      describe: () => describeNode(this.#options.machine, this.credentials),
      sessionId: this.#sessionId,
      realTime: this.#services.realTime,
      ending: this.#restart,
      onMessage: (message) => {
        onAlive();
        this.#sessionId = message.sessionId;
        if (isFirst) {
          this.#tell({ kind: 'registered', sessionId: message.sessionId, address, protection: channel.protection });
        }
        isFirst = false;
        this.#hear(message);
      },
    });
  }

  #connect(address: string): Promise<Channel> {
    const { identity, trust, memory } = this.credentials;
    return connectVerified({
      network: this.#services.network,
      address,
      roots: trust.certificates,
      memory,
      clock: this.#services.clock,
      identity,
      signal: this.#stopping.signal,
    });
  }

  #hear({ managers, node, rootCa }: SessionMessage): void {
    this.#options.remotes.replace(
      managers.flatMap(({ peer }) => (peer ? [{ nodeId: peer.nodeId, address: peer.addr }] : [])),
    );
    if (node) this.#hearNode(node);
    if (rootCa.length === 0) return;
    this.#acceptSoon(Buffer.from(rootCa).toString('latin1'));
  }

  /** One after the other: a root that is repeated while it is being written is not taken over twice. */
  #acceptSoon(pem: string): void {
    this.#rootRetry?.cancel();
    this.#acceptance = this.#acceptance.then(() => this.#hearRoot(pem));
  }

  /** Messages repeat themselves: what counts is what has changed (docs/protocol.md §6.5). */
  #hearNode({ spec, certificate, meta }: NodeMessage): void {
    const desiredRole = spec?.desiredRole === NodeRole.MANAGER ? 'manager' : 'worker';
    const isAskedForRole = spec !== undefined && desiredRole !== this.#desiredRole;
    if (isAskedForRole) this.#desiredRole = desiredRole;
    const isRefused = isAskedForRole && desiredRole === 'manager' && !this.#options.canManage;
    if (isRefused) this.#tell({ kind: 'role-refused', error: managerRole(this.id) });
    const hasNewRole = isAskedForRole && !isRefused;

    const version = meta?.version?.index;
    const isAsked = certificate?.status?.state === IssuanceStatus_State.ROTATE && version !== this.#rotateVersion;
    if (isAsked) this.#rotateVersion = version;

    if (!hasNewRole && !isAsked) return;
    const ready = hasNewRole
      ? wait(this.#services.realTime, roleChangePauseMs, this.#stopping.signal)
      : Promise.resolve();
    // A renewal that fails is reported by the renewer.
    void ready.then(() => this.renewNow()).catch(() => undefined);
  }

  async #hearRoot(pem: string): Promise<void> {
    const { credentials } = this;
    if (pem === credentials.trust.pem) return;
    try {
      const trust = acceptRoot(credentials, pem, this.#services.clock.now());
      await this.#services.store.writeRoot(trust.pem);
      credentials.replace({ trust });
      this.#tell({ kind: 'root-accepted', digest: trust.digest });
      this.#restart.abort(news);
    } catch (error) {
      this.#tell({ kind: 'root-refused', error });
      // One that is not ours is sent again when it may be; one that the disk refused is not.
      if (error instanceof NodeProblem || this.#stopping.signal.aborted) return;
      this.#rootRetry?.cancel();
      this.#rootRetry = this.#services.realTime.after(diskRetryMs, () => this.#acceptSoon(pem));
    }
  }

  async #renew(): Promise<void> {
    const before = this.credentials.identity.issuer;
    await this.#obtain();
    const { issuer } = this.credentials.identity;
    this.#tell({ kind: 'renewed' });
    const isSameIssuer =
      Buffer.compare(before.subject, issuer.subject) === 0 && Buffer.compare(before.spki, issuer.spki) === 0;
    // A new issuer has to be reported; otherwise the session goes on as it is.
    if (!isSameIssuer) this.#restart.abort(news);

    const role = roleOf(this.credentials.identity);
    if (role !== this.#desiredRole && this.#options.canManage) {
      throw new NodeProblem('wrong-role', `the new certificate is for a ${role}, not for a ${this.#desiredRole}`, {
        next: 'The manager has not changed the role yet. The node asks again by itself.',
      });
    }
  }

  /** On the connection of the session if there is one, else on one of its own. */
  async #obtain(): Promise<void> {
    if (!this.#channel?.isOpen) {
      const channel = await this.#connect(this.#options.remotes.pick());
      try {
        return await this.#obtainOn(channel);
      } finally {
        channel.close();
      }
    }
    this.#borrowing = this.#obtainOn(this.#channel);
    await this.#borrowing;
  }

  async #obtainOn(channel: Channel): Promise<void> {
    try {
      await this.#requestOn(channel);
    } catch (error) {
      if (!(await this.#updateRoot(channel, error))) throw error;
      await this.#requestOn(channel);
    }
  }

  async #requestOn(channel: Channel): Promise<void> {
    const identity = await obtainIdentity(this.#services, {
      ...newKey(this.#services.entropy),
      channel,
      address: this.#options.remotes.pick(),
      token: '',
      trust: this.credentials.trust,
      memory: this.credentials.memory,
      check: () => undefined,
      signal: this.#stopping.signal,
    });
    this.credentials.replace({ identity });
  }

  /**
   * A worker whose new certificate comes from an unknown authority has missed a rotation: it fetches the root again and
   * takes it if its present certificate leads there (docs/protocol.md §6.3). It asks the manager that it has verified:
   * anybody else could put a root of his own beside one to which the certificate leads.
   *
   * @returns whether the root is another now
   */
  async #updateRoot(channel: Channel, error: unknown): Promise<boolean> {
    const isUnknown = error instanceof X509Problem && error.code === 'unknown-authority';
    if (!isUnknown || roleOf(this.credentials.identity) !== 'worker') return false;
    const { clock, store } = this.#services;
    const { pem } = await downloadRoot(channel, clock, this.#stopping.signal);
    if (pem === this.credentials.trust.pem) return false;
    const trust = acceptRoot(this.credentials, pem, clock.now());
    await store.writeRoot(trust.pem);
    this.credentials.replace({ trust });
    this.#tell({ kind: 'root-accepted', digest: trust.digest });
    return true;
  }

  #tell(event: NodeEvent): void {
    this.#options.onEvent(event);
  }
}
