import type { IncomingMessage } from 'node:http';
import { reasonOf } from '../../../problem.ts';
import { explain, tooMuch } from './exchange.ts';

/**
 * The body of an answer, as it arrives; leaving off ends the connection.
 *
 * @param signal its reason is what is thrown
 * @throws {ClientProblem}
 */
async function* chunksOf(answer: IncomingMessage, name: string, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const onAbort = (): void => void answer.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal.aborted) onAbort();
    for await (const chunk of answer) yield chunk as Buffer;
  } catch (error) {
    throw signal.aborted ? signal.reason : explain(error instanceof Error ? error : new Error(reasonOf(error)), name);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The whole body. @param most bytes @throws {ClientProblem} `too-much` for one */
export async function wholeBody(
  answer: IncomingMessage,
  most: number,
  name: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(answer, name, signal)) {
    length += chunk.length;
    if (length > most) throw tooMuch(name, 'a body', most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The lines of a body, without their ends and without empty ones. @param longest bytes @throws {ClientProblem} */
export async function* linesOf(
  answer: IncomingMessage,
  longest: number,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  let begun: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > longest) throw tooMuch(name, 'a line', longest);
    begun.push(part);
  };
  const take = (): string => {
    const line = Buffer.concat(begun).toString('utf8').trim();
    [begun, length] = [[], 0];
    return line;
  };
  for await (const chunk of chunksOf(answer, name, signal)) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line !== '') yield line;
    }
    add(chunk.subarray(from));
  }
  const last = take();
  if (last !== '') yield last;
}
