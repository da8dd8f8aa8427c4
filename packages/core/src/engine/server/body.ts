import type { IncomingMessage } from 'node:http';
import { reasonOf } from '../../problem.ts';
import type { Codec } from '../shapes/codec.ts';
import { ShapeProblem } from '../shapes/problem.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import type { HeldBytes } from './held-bytes.ts';

/** So much more than is taken is read and thrown away, so that the client gets to hear why. */
export const patience = 8;

export interface BodyLimits {
  readonly mostBytes: number;
  /** Of the whole server; what this body takes of it is given back by who calls. */
  readonly held: HeldBytes;
}

/**
 * Reads a body as newer Docker Engines do (docs/protocol.md §11.1).
 *
 * @returns the zero value for an empty one
 * @throws {EngineRefusal} saying what is wrong with it, and nothing of what it says
 */
export async function readJson<Value>(
  request: IncomingMessage,
  codec: Codec<Value>,
  limits: BodyLimits,
): Promise<Value> {
  const isEmpty = request.headers['transfer-encoding'] === undefined && !Number(request.headers['content-length']);
  const type = request.headers['content-type'] ?? '';
  if (!isEmpty || type !== '') checkType(type);
  if (isEmpty) return codec.zero;
  const value = parse(await readText(request, limits));
  try {
    return codec.read(value, '');
  } catch (cause) {
    if (!(cause instanceof ShapeProblem)) throw cause;
    throw new EngineRefusal(400, `invalid JSON: ${cause.message}, not ${cause.expected}`, { cause });
  }
}

function checkType(type: string): void {
  const [mediaType = ''] = type.split(';');
  const isOne = /^[!#$%&'*+.^`|~\w-]+(\/[!#$%&'*+.^`|~\w-]+)?$/.test(mediaType.trim());
  if (!isOne) throw new EngineRefusal(400, `malformed Content-Type header (${type})`);
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    throw new EngineRefusal(400, `unsupported Content-Type header (${type}): must be 'application/json'`);
  }
}

async function readText(request: IncomingMessage, { mostBytes, held }: BodyLimits): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving off does not end the connection: the answer goes over it.
  const arriving: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of arriving) {
    length += chunk.length;
    if (length > mostBytes * patience) break;
    if (length > mostBytes) chunks.length = 0;
    else {
      held.take(chunk.length);
      chunks.push(chunk);
    }
  }
  if (length > mostBytes) throw new EngineRefusal(413, `the body is longer than ${mostBytes} bytes`);
  return Buffer.concat(chunks).toString('utf8');
}

/** In Docker's words, as far as they do not depend on the body's: those of `JSON.parse` repeat a part of it. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const reason = reasonOf(error);
    const position = Number(/ at position (\d+)/.exec(reason)?.[1]);
    if (body.trim() === '') throw refusal('invalid JSON: got EOF while reading request body');
    if (position === body.length || /^Unterminated|^Unexpected end/.test(reason)) {
      throw refusal('invalid JSON: unexpected EOF');
    }
    if (reason.startsWith('Unexpected non-whitespace character after JSON'))
      throw refusal('unexpected content after JSON');
    throw refusal('invalid JSON: it cannot be parsed');
  }
}

function refusal(message: string): EngineRefusal {
  return new EngineRefusal(400, message, {
    expected: 'one JSON value',
    next: 'Send the body that docs/protocol.md §11.2 describes.',
  });
}
