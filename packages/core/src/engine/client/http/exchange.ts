import { request } from 'node:http';
import type { Agent, IncomingMessage } from 'node:http';
import { ClientProblem } from '../problem.ts';
import { codeOf } from '../transport/socket.ts';
import { explainTls, isOfTls } from '../transport/tls-errors.ts';

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  /** JSON */
  readonly body?: string | undefined;
}

/** Whom a request is for: for its head, and for errors. */
export interface Called {
  readonly name: string;
  readonly host: string;
}

/** The head of an answer is not longer, bytes. */
const longestHead = 64 * 1024;

/**
 * Sends a request, and waits for the head of its answer. No redirect is followed.
 *
 * @param signal its reason is what is thrown
 * @returns an answer of which nothing has been read; with status 200 … 299 or 400 … 599
 * @throws {ClientProblem}
 */
export function exchange(
  agent: Agent,
  { method, path, body }: EngineRequest,
  { name, host }: Called,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({
      agent,
      method,
      path,
      headers: {
        host,
        'user-agent': 'swarmpki',
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
      maxHeaderSize: longestHead,
    });
    const onAbort = (): void => void call.destroy(signal.reason as Error);
    const settle = (outcome: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      outcome();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    call.once('response', (answer) =>
      settle(() => {
        const { statusCode = 0 } = answer;
        if (statusCode >= 400 ? statusCode < 600 : statusCode >= 200 && statusCode < 300) return resolve(answer);
        answer.destroy();
        return reject(notAnEngine(name, `it answered with status ${statusCode}`));
      }),
    );
    call.once('upgrade', (_answer, socket) => {
      socket.destroy();
      settle(() => reject(notAnEngine(name, 'it wants to speak another protocol than HTTP')));
    });
    // Also after the head has come: then whoever reads the rest hears of it.
    call.on('error', (error) => settle(() => reject(explain(error, name))));
    call.end(body);
  });
}

/** Whoever answers does not answer as an engine does. */
export function notAnEngine(name: string, why: string, cause?: unknown): ClientProblem {
  return new ClientProblem('not-an-engine', `${name} does not speak the Docker Engine API: ${why}`, {
    expected: 'a Docker Engine, or a lab of swarmpki',
    next: 'Check the address.',
    cause,
  });
}

/** What went wrong once there was a connection. */
export function explain(error: Error, name: string): ClientProblem {
  if (error instanceof ClientProblem) return error;
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') return tooMuch(name, 'a head', longestHead);
  if (code.startsWith('HPE_')) return notAnEngine(name, error.message, error);
  if (isOfTls(error)) return explainTls(error, name);
  return new ClientProblem('closed', `${name} closed the connection before its answer was whole`, {
    expected: 'an engine that answers to the end',
    next: 'Look at the log of the engine. If something was to be changed, look whether it has been.',
    cause: error,
  });
}

export function tooMuch(name: string, what: string, most: number): ClientProblem {
  return new ClientProblem('too-much', `${name} answered with ${what} of more than ${most} bytes`, {
    expected: 'an engine that answers within reason',
    next: 'Check the address. What is this that answers there?',
  });
}
