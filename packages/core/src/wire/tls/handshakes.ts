import type { Socket } from 'node:net';
import { ConnectionProblem } from '../problem.ts';
import { addressOf } from '../address.ts';
import type { RefusedConnection } from '../network.ts';

interface Handshake {
  readonly socket: Socket;
  readonly timer: NodeJS.Timeout;
}

export interface HandshakeLimits {
  /** How long a handshake may take from its first to its last byte, ms of real time. */
  readonly timeoutMs: number;
  /** Handshakes under way at a time; when one more begins, the oldest is given up. */
  readonly most: number;
}

/**
 * The connections of a listener whose handshake has not ended. Each leaves again, within a bound: as a connection, or by
 * being reported as refused.
 *
 * Node names the socket of a handshake that failed differently from the one it accepted. So they are found again by the
 * address they come from.
 */
export class Handshakes {
  readonly #limits: HandshakeLimits;
  readonly #onRefused: (refused: RefusedConnection) => void;
  readonly #underWay = new Map<string, Handshake>();

  constructor(limits: HandshakeLimits, onRefused: (refused: RefusedConnection) => void) {
    this.#limits = limits;
    this.#onRefused = onRefused;
  }

  /** A client has connected. */
  begin(socket: Socket): void {
    const remote = remoteOf(socket);
    const [oldest] = this.#underWay.keys();
    if (oldest !== undefined && this.#underWay.size >= this.#limits.most) this.fail(oldest, tooMany());
    const timer = setTimeout(() => this.fail(remote, tooSlow(this.#limits.timeoutMs)), this.#limits.timeoutMs);
    const handshake: Handshake = { socket, timer };
    this.#underWay.set(remote, handshake);
    socket.once('close', () => {
      if (this.#underWay.get(remote) === handshake) this.fail(remote, brokenOff());
    });
  }

  /** The handshake has succeeded. */
  succeed(remote: string): void {
    this.#forget(remote);
  }

  /** Breaks a handshake off, and reports it: for the first reason that is given. */
  fail(remote: string, problem: ConnectionProblem): void {
    const handshake = this.#forget(remote);
    if (handshake === undefined) return;
    this.#onRefused({ remote, error: problem });
    handshake.socket.destroy();
  }

  /** Breaks everything off, and reports nothing. */
  destroy(): void {
    for (const remote of this.#underWay.keys()) this.#forget(remote)?.socket.destroy();
  }

  #forget(remote: string): Handshake | undefined {
    const handshake = this.#underWay.get(remote);
    clearTimeout(handshake?.timer);
    this.#underWay.delete(remote);
    return handshake;
  }
}

/** Where a connection comes from; to be asked for while it is open. */
export function remoteOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return addressOf(remoteAddress, remotePort);
}

function tooSlow(ms: number): ConnectionProblem {
  return new ConnectionProblem('timeout', 'TLS handshake timeout', {
    expected: `a client that ends its handshake within ${ms / 1000} s`,
  });
}

function tooMany(): ConnectionProblem {
  return new ConnectionProblem('too-many', 'too many clients were in their TLS handshake at a time');
}

function brokenOff(): ConnectionProblem {
  return new ConnectionProblem('closed', 'the client closed the connection during the TLS handshake');
}
