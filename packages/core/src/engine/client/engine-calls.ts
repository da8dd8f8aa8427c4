import type { Codec } from '../shapes/codec.ts';
import type { EngineRequest } from './http/exchange.ts';

/** Ends a call before its time. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** ms */
  readonly timeoutMs?: number;
}

/** How lines are read that come one by one. */
export interface LineBounds {
  /** Bytes of one of them. */
  readonly longest: number;
  /** Ends it without a word. */
  readonly signal: AbortSignal;
}

/**
 * Calls to an engine, for what it answers besides Docker's API. Paths begin after the version of the API. Everything is
 * bounded, and fails, as with any other call.
 */
export interface EngineCalls {
  /** Looks something up. @param most bytes of the answer */
  ask<Value>(codec: Codec<Value>, path: string, options?: CallOptions, most?: number): Promise<Value>;
  /** Changes something. @returns the zero value for an answer without a body */
  tell<Value>(
    codec: Codec<Value>,
    request: EngineRequest & { readonly method: 'POST' | 'DELETE' },
    options?: CallOptions,
  ): Promise<Value>;
  /** Reads lines of JSON until there are no more. What has been asked for may come about although it is left early. */
  lines<Value>(codec: Codec<Value>, request: EngineRequest, bounds: LineBounds): AsyncGenerator<Value, void>;
}
