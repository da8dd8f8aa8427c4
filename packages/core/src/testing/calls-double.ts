import type { CallOptions, EngineCalls, LineBounds } from '../engine/client/engine-calls.ts';
import type { EngineRequest } from '../engine/client/http/exchange.ts';
import type { Codec } from '../engine/shapes/codec.ts';
import { EngineRefusal } from '../engine/shapes/refused.ts';
import { ToldLines } from './told-lines.ts';

/**
 * What an engine answers besides Docker's API: JSON by method and path, an error that is thrown, lines of it where they are
 * asked for, all of them or as they are told. What there is no answer to is not there.
 */
export class CallsDouble implements EngineCalls {
  readonly answers = new Map<string, unknown>();
  /** What was asked for, with its body. */
  readonly heard: (readonly [call: string, body?: unknown])[] = [];
  /** Is called before a line is told. */
  beforeLine: (line: number) => void = () => undefined;

  /** It is a lab, of these versions. */
  beLab(versions: readonly number[] = [1]): this {
    return this.answer('GET /lab', { Versions: versions, Program: 'swarmpki 9.9' });
  }

  answer(call: string, json: unknown): this {
    this.answers.set(call, json);
    return this;
  }

  async ask<Value>(codec: Codec<Value>, path: string, options?: CallOptions): Promise<Value> {
    options?.signal?.throwIfAborted();
    return codec.read(this.#hear('GET', path), '');
  }

  async tell<Value>(codec: Codec<Value>, request: EngineRequest, options?: CallOptions): Promise<Value> {
    options?.signal?.throwIfAborted();
    return codec.read(this.#hear(request.method, request.path, request.body), '');
  }

  async *lines<Value>(
    codec: Codec<Value>,
    { method, path, body }: EngineRequest,
    { signal }: LineBounds,
  ): AsyncGenerator<Value, void> {
    const all = this.#hear(method, path, body);
    if (all instanceof ToldLines) {
      for await (const line of all.listen(signal)) yield codec.read(line, '');
      return;
    }
    if (!Array.isArray(all)) throw new TypeError(`${path} has no lines`);
    for (const [index, line] of all.entries()) {
      this.beforeLine(index);
      if (signal.aborted) return;
      yield codec.read(line, '');
    }
  }

  #hear(method: string, path: string, body?: string): unknown {
    const call = `${method} ${path}`;
    this.heard.push(body === undefined ? [call] : [call, JSON.parse(body)]);
    if (!this.answers.has(call)) throw new EngineRefusal(404, 'page not found');
    const answer = this.answers.get(call);
    if (answer instanceof Error) throw answer;
    return answer;
  }
}
