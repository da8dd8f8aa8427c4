import { addressOf } from '../address.ts';
import type { Channel, ListenOptions, Port } from '../network.ts';
import { ConnectionProblem } from '../problem.ts';
import type { ShownIdentity } from '../shown-identity.ts';
import { InProcessChannel } from './channel.ts';
import { checkProof, nonceLength, prove } from './handshake.ts';
import type { Nonces, Proof } from './handshake.ts';
import { ServedConnection } from './served-connection.ts';
import type { Serving } from './served-connection.ts';
import type { Turns } from './turns.ts';

/** Where everybody in the process connects from. */
const clientHost = '127.0.0.1';
/** Connections at a time; further ones are refused. */
const mostConnections = 20_000;

/** What a server says in a handshake. */
export interface ServerHello {
  readonly nonces: Nonces;
  readonly proof: Proof;
}

export interface PortOptions<Identity> extends ListenOptions<Identity> {
  readonly turns: Turns;
  readonly random: (length: number) => Uint8Array;
  /** The address is free again. */
  readonly onClosed: () => void;
}

/** A port, as clients within the process reach it. */
export interface Reachable {
  /**
   * Begins a handshake.
   *
   * @param client the client's nonce
   * @param from the client's port
   * @returns `undefined` when the server hangs up
   */
  hello(client: Uint8Array, from: number): ServerHello | undefined;
  /** Opens a connection for a client that has found the server good. What the server thinks of it, it learns later. */
  open(userAgent: string, nonces: Nonces, proof: Proof, from: number): Channel;
}

/** An open port within the process. */
export class InProcessPort<Identity> implements Port, Reachable {
  readonly #options: PortOptions<Identity>;
  readonly #serving: Serving<Identity>;
  readonly #connections = new Set<ServedConnection<Identity>>();
  #identity: ShownIdentity;
  #isOpen = true;
  #whenEmpty: (() => void) | undefined;

  constructor(options: PortOptions<Identity>) {
    this.#options = options;
    this.#identity = options.identity;
    this.#serving = {
      services: options.services,
      turns: options.turns,
      onError: options.onError,
      onLeft: (connection) => {
        this.#connections.delete(connection);
        if (this.#connections.size === 0) this.#whenEmpty?.();
      },
    };
  }

  get host(): string {
    return this.#options.host;
  }

  get port(): number {
    return this.#options.port;
  }

  get address(): string {
    return addressOf(this.host, this.port);
  }

  show(identity: ShownIdentity): void {
    this.#identity = identity;
  }

  async close(graceMs = 1000): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.onClosed();
    for (const connection of this.#connections) connection.shutDown();
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      const grace = setTimeout(() => {
        for (const connection of this.#connections) connection.cut();
      }, graceMs);
      this.#whenEmpty = () => {
        clearTimeout(grace);
        resolve();
      };
    });
  }

  hello(client: Uint8Array, from: number): ServerHello | undefined {
    if (!this.#isOpen) return undefined;
    if (this.#connections.size >= mostConnections) {
      this.#refuse(from, new ConnectionProblem('too-many', 'too many connections at a time'));
      return undefined;
    }
    const nonces = { client, server: this.#options.random(nonceLength) };
    return { nonces, proof: prove('server', this.#identity, nonces) };
  }

  open(userAgent: string, nonces: Nonces, proof: Proof, from: number): Channel {
    const connection = new ServedConnection(this.#serving);
    const channel = new InProcessChannel(this.#options.turns, userAgent, connection);
    connection.reach(channel);
    this.#options.turns.soon(() => this.#judge(connection, nonces, proof, from));
    return channel;
  }

  /** Ends a handshake: the client is served, or cut off. */
  #judge(connection: ServedConnection<Identity>, nonces: Nonces, proof: Proof, from: number): void {
    if (!this.#isOpen) {
      connection.cut();
      return;
    }
    try {
      checkProof('client', proof, nonces);
      connection.accept({ identity: this.#options.checkClient(proof.chain), host: clientHost });
      this.#connections.add(connection);
    } catch (error) {
      this.#refuse(from, error instanceof Error ? error : new Error(String(error)));
      connection.cut();
    }
  }

  #refuse(from: number, error: Error): void {
    this.#options.onRefused({ remote: addressOf(clientHost, from), error });
  }
}
