import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import type { Certificate } from '../../x509/certificate.ts';
import { ConnectionProblem } from '../problem.ts';
import type { TlsMaterial } from '../shown-identity.ts';
import { dial } from './dial.ts';

/** With what a client goes out. Asked for anew for each connection: certificates are renewed and roots change. */
export interface HttpsClientOptions {
  readonly roots: () => readonly Certificate[];
  /** Shown to the server. */
  readonly material: () => TlsMaterial | undefined;
  /** ms since epoch, lab time */
  readonly now: () => number;
}

/** An answer whose head has arrived. */
interface HttpsAnswer {
  readonly status: number;
  /** The rest, as it arrives. To be iterated once; leaving off ends the connection, and so does the signal. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Posts JSON. The signal bounds it from the first packet to the last byte of the body. */
export type HttpsPost = (url: URL, body: string, signal: AbortSignal) => Promise<HttpsAnswer>;

/** Requests that are made in all, redirects followed; Go's client counts like this. */
const mostRequests = 10;
const mostHeaderBytes = 16 * 1024;
/** A handshake ends within this, whatever the signal says, ms of real time. */
const handshakeTimeoutMs = 30_000;

interface Message {
  readonly method: 'POST' | 'GET';
  readonly body: string;
}

/**
 * Makes a client of HTTP/1.1 over swarm's TLS: every server is judged before anything is sent, every request has a
 * connection of its own. Redirects are followed as Go's client follows them (docs/protocol.md §9.1), but to HTTPS alone.
 *
 * @returns rejects with {@link ConnectionProblem}, {@link X509Problem}, what node says of HTTP, or the signal's reason
 */
export function httpsClient(options: HttpsClientOptions): HttpsPost {
  return async (url, body, signal) => {
    let [target, message]: [URL, Message] = [url, { method: 'POST', body }];
    for (let requests = 1; ; requests++) {
      const answer = await exchange(target, message, options, signal);
      const location = redirectOf(answer);
      if (location === undefined) return { status: answer.statusCode ?? 0, body: answer };
      answer.destroy();
      if (requests === mostRequests) throw tooManyRedirects();
      target = readLocation(location, target);
      if (answer.statusCode !== 307 && answer.statusCode !== 308) message = { method: 'GET', body: '' };
    }
  };
}

async function exchange(
  url: URL,
  { method, body }: Message,
  options: HttpsClientOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const socket = await dial(url, {
    roots: options.roots(),
    now: options.now(),
    material: options.material(),
    timeoutMs: handshakeTimeoutMs,
    signal,
  });
  // As long as there is the connection, whoever waits for what: the head, the rest, or nothing any more.
  const cutOff = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', cutOff, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', cutOff));
  if (signal.aborted) cutOff();
  return new Promise((resolve, reject) => {
    const { auth } = urlToHttpOptions(url);
    const headers = { host: url.host, ...(method === 'POST' && { 'content-type': 'application/json' }) };
    // Without an agent there is one request to a connection, which says so.
    const call = request({
      createConnection: () => socket,
      method,
      path: url.pathname + url.search,
      headers,
      ...(typeof auth === 'string' && { auth }),
      maxHeaderSize: mostHeaderBytes,
    });
    call.once('response', resolve);
    call.on('error', (error) => reject(explain(error)));
    call.once('upgrade', () => {
      socket.destroy();
      reject(notHttp('malformed HTTP response: 101 Switching Protocols'));
    });
    // A server that answers before it has read everything, or never hangs up, does not keep the socket.
    call.once('close', () => socket.destroy());
    call.end(body);
    // Node does not notice when there is nothing left to speak over.
    if (socket.destroyed) call.destroy(socket.errored ?? undefined);
  });
}

/** A redirect without a Location is an answer like any other. */
function redirectOf({ statusCode, headers }: IncomingMessage): string | undefined {
  return [301, 302, 303, 307, 308].includes(statusCode ?? 0) ? headers.location : undefined;
}

function readLocation(location: string, from: URL): URL {
  const target = URL.parse(location, from.href);
  if (target !== null) return target;
  throw new ConnectionProblem('redirects', 'failed to parse Location header', { expected: 'a URL to go to' });
}

function tooManyRedirects(): ConnectionProblem {
  return new ConnectionProblem('redirects', `stopped after ${mostRequests} redirects`, {
    expected: 'an external CA that answers by itself',
    next: 'Configure the URL at which the redirects end.',
  });
}

/** What went wrong between our request and the head of the answer. */
function explain(error: Error): Error {
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_')) return notHttp(`malformed HTTP response: ${error.message}`, error);
  if (code !== 'ECONNRESET' && !code.startsWith('ERR_SSL')) return error;
  const reason = 'reason' in error ? `: ${String(error.reason)}` : '';
  return new ConnectionProblem('closed', `the server closed the connection before it answered${reason}`, {
    expected: 'an external CA that accepts the certificate of this manager',
    next: 'Look at its log. In TLS 1.3 a server that does not accept a certificate breaks off just like this.',
    cause: error,
  });
}

function notHttp(message: string, cause?: Error): ConnectionProblem {
  return new ConnectionProblem('not-http', message, {
    expected: 'an answer in HTTP/1.1',
    next: 'Check the URL of the external CA.',
    cause,
  });
}
