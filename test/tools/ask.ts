import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** What an engine's API answered. */
export interface ApiAnswer {
  readonly status: number;
  /** JSON as its value, other text as a string, nothing as `undefined`. */
  readonly body: unknown;
}

const timeoutMs = 30_000;
const longestAnswer = 16 * 1024 * 1024;

/**
 * Asks whoever listens on a unix socket.
 *
 * @param body is sent as JSON
 * @throws when there is no whole answer within 30 s, or one of more than 16 MiB
 */
export async function ask(socketPath: string, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const sent = body === undefined ? '' : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) };
  try {
    const call = request({ socketPath, method, path, headers, agent: false, signal }).end(sent);
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const received = await text(atMost(longestAnswer, answer));
    const isJson = answer.headers['content-type']?.startsWith('application/json') === true && received !== '';
    return { status: answer.statusCode ?? 0, body: isJson ? JSON.parse(received) : received || undefined };
  } catch (cause) {
    const why = signal.aborted ? `no whole answer within ${timeoutMs / 1000} s` : String(cause);
    throw new Error(`${method} ${path}: ${why}`, { cause });
  }
}

async function* atMost(limit: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) throw new Error(`an answer of more than ${limit} bytes`);
    yield chunk;
  }
}
