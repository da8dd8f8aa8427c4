import { addressOf, parseAddress } from '../address.ts';
import { canceled, closed, isPort, refused, unreachable } from '../dialing.ts';
import { defaultUserAgent } from '../network.ts';
import type { Channel, ConnectOptions, ListenOptions, Network, Port } from '../network.ts';
import { checkProof, nonceLength, prove } from './handshake.ts';
import { InProcessPort } from './port.ts';
import type { Reachable } from './port.ts';
import { Turns } from './turns.ts';

/** Ports that are given to whoever asks for any, and to clients, one after the other. */
const freePorts = { first: 32_768, last: 60_999 } as const;

/**
 * A network within the process: the same messages, the same judgements in the same order, and no sockets. In place of the
 * TLS handshake each end signs what the other has drawn (docs/protocol.md §7.9). Nothing is kept secret on the way.
 *
 * @param entropy draws the nonces
 */
export function inProcessNetwork(entropy: { readonly bytes: (length: number) => Uint8Array }): Network {
  return new InProcessNetwork((length) => entropy.bytes(length));
}

class InProcessNetwork implements Network {
  readonly #random: (length: number) => Uint8Array;
  readonly #turns = new Turns();
  readonly #ports = new Map<string, Reachable>();
  #lastPort: number = freePorts.last;

  constructor(random: (length: number) => Uint8Array) {
    this.#random = random;
  }

  async connect<Server>(options: ConnectOptions<Server>): Promise<{ channel: Channel; server: Server }> {
    const { address, identity, signal, userAgent = defaultUserAgent } = options;
    if (signal?.aborted) throw canceled(address);
    const { host, port } = parseAddress(address);
    if (!isPort(port)) throw unreachable(address, 'invalid port');
    const from = this.#nextPort();
    const nonce = this.#random(nonceLength);
    await this.#nextTurn();
    const reached = this.#ports.get(addressOf(host, port));
    const hello = reached?.hello(nonce, from);
    await this.#nextTurn();
    if (signal?.aborted) throw canceled(address);
    if (reached === undefined) throw refused(address);
    if (hello === undefined) throw closed(address);
    const { nonces, proof } = hello;
    checkProof('server', proof, nonces);
    const server = options.checkServer(proof.chain);
    return { channel: reached.open(userAgent, nonces, prove('client', identity, nonces), from), server };
  }

  async listen<Identity>(options: ListenOptions<Identity>): Promise<Port> {
    const port = options.port === 0 ? this.#freePort(options.host) : options.port;
    const address = addressOf(options.host, port);
    if (this.#ports.has(address)) {
      throw Object.assign(new Error(`listen EADDRINUSE: address already in use ${address}`), { code: 'EADDRINUSE' });
    }
    const opened = new InProcessPort({
      ...options,
      port,
      turns: this.#turns,
      random: this.#random,
      onClosed: () => this.#ports.delete(address),
    });
    this.#ports.set(address, opened);
    return opened;
  }

  #nextTurn(): Promise<void> {
    return new Promise((resolve) => this.#turns.soon(resolve));
  }

  /** Numbers may have been taken by name before it is their turn. */
  #freePort(host: string): number {
    let port = this.#nextPort();
    for (let taken = this.#ports.size; taken > 0 && this.#ports.has(addressOf(host, port)); taken--)
      port = this.#nextPort();
    return port;
  }

  /** A number that was not given out for a long time; whether it is one of a port that listens elsewhere matters not. */
  #nextPort(): number {
    this.#lastPort = this.#lastPort === freePorts.last ? freePorts.first : this.#lastPort + 1;
    return this.#lastPort;
  }
}
