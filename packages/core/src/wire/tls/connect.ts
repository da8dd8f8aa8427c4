import { connect as tlsConnect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { ConnectionProblem } from '../problem.ts';
import { addressOf } from '../address.ts';
import { canceled, closed, isPort, refused, swarmManager, timedOut, unreachable } from '../dialing.ts';
import type { ExpectedServer } from '../dialing.ts';
import type { TlsMaterial } from '../shown-identity.ts';
import { peerChain } from './peer-chain.ts';
import { clientContext, swarmProtocols } from './settings.ts';

export interface TlsConnectOptions<Server> {
  readonly host: string;
  readonly port: number;
  /** Sent as SNI; left out, none is sent. */
  readonly serverName?: string | undefined;
  /** Offered by ALPN; HTTP/2 unless told otherwise, and nothing if empty. */
  readonly protocols?: readonly string[];
  /** Who should be there, for errors; a swarm manager unless told otherwise. */
  readonly expected?: ExpectedServer;
  /** Shown to the server; left out, no certificate is shown. */
  readonly material?: TlsMaterial | undefined;
  /**
   * Judges the server by the certificates it showed, DER, leaf first. Nothing is sent before this has returned.
   *
   * @throws to refuse it; the error is what `connect` throws
   */
  readonly checkServer: (chain: readonly Uint8Array[]) => Server;
  /** ms of real time */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** After this long without a byte the system asks whether the other end is still there, ms. */
const keepAliveMs = 30_000;

/**
 * Opens a connection of swarm's mutual TLS.
 *
 * @returns the socket, of which nothing has been read, and what `checkServer` made of the server
 * @throws {ConnectionProblem} or what `checkServer` threw
 */
export async function connect<Server>(
  options: TlsConnectOptions<Server>,
): Promise<{ readonly socket: TLSSocket; readonly server: Server }> {
  const { host, port, signal, protocols = swarmProtocols, expected = swarmManager } = options;
  const address = addressOf(host, port);
  if (signal?.aborted) throw canceled(address);
  if (!isPort(port)) throw unreachable(address, 'invalid port');
  const socket = tlsConnect({
    host,
    port,
    servername: options.serverName ?? '',
    secureContext: clientContext(options.material),
    ...(protocols.length > 0 && { ALPNProtocols: [...protocols] }),
    // OpenSSL's judgement is not asked for, see `listen`.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  // A server may break off before the caller listens: then `socket.errored` says why. Node leaves the socket open.
  socket.on('error', (error) => socket.destroy(error));
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('close', onClose).off('secureConnect', onSecure);
      outcome();
    };
    const fail = (error: unknown): void =>
      settle(() => {
        socket.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    const onAbort = (): void => fail(canceled(address));
    const onError = (error: Error): void => fail(explain(error, address, expected));
    const onClose = (): void => fail(closed(address, expected));
    const onSecure = (): void => {
      try {
        const server = options.checkServer(peerChain(socket));
        socket.setNoDelay(true).setKeepAlive(true, keepAliveMs);
        settle(() => resolve({ socket, server }));
      } catch (error) {
        fail(error);
      }
    };
    const timer = setTimeout(() => fail(timedOut(address, options.timeoutMs)), options.timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError).once('close', onClose).once('secureConnect', onSecure);
  });
}

function explain(error: Error, address: string, expected: ExpectedServer): ConnectionProblem {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return refused(address, expected, error);
  if (code === 'ECONNRESET') return closed(address, expected);
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    const reason = 'reason' in error ? String(error.reason) : error.message;
    return new ConnectionProblem('handshake', `TLS handshake with ${address} failed: ${reason}`, {
      expected: `${expected.who}: TLS 1.2 or newer, with a certificate of the swarm`,
      next: reason.includes('alert')
        ? 'The server ended the handshake: look at its log, and at the certificate that this node shows.'
        : expected.next,
      cause: error,
    });
  }
  return unreachable(address, error.message, error);
}
