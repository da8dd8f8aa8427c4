import type { Codec } from '../shapes/codec.ts';

/** One thing that can be asked of the server. */
export interface Route {
  /** Any, if it is left open. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE' | 'OPTIONS';
  /** `/nodes/{id}/update`: one segment at `{id}`; at `{rest...}`, which is the last, any number of them. */
  readonly path: string;
  /** @throws {EngineRefusal} whatever else is thrown is a fault, of which the client hears nothing */
  readonly handle: (request: RouteRequest) => Answer | Promise<Answer>;
}

/** What is asked. */
export interface RouteRequest {
  /** The version of the API that the client speaks: `1.41`. */
  readonly apiVersion: string;
  readonly query: URLSearchParams;
  /** What stands in the place of `{name}`, decoded. */
  parameter(name: string): string;
  /** Reads the body; one that is empty is the zero value. @throws {EngineRefusal} */
  json<Value>(codec: Codec<Value>): Promise<Value>;
}

export type Answer = WholeAnswer | LinesAnswer;

export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** JSON, a line each, for as long as it takes. */
export interface LinesAnswer {
  readonly contentType: string;
  /** Called when the client has been told that there will be lines. @returns is called when no more are wanted */
  readonly begin: (lines: Lines) => () => void;
}

/** Where lines go. Who does not read them is cut off; then, and after the end, they go nowhere. */
export interface Lines {
  /** Nothing that was sent waits to be read. Who has the choice sends no more before that. */
  readonly isRead: boolean;
  send(value: unknown): void;
  end(): void;
}

/** Status 200, with nothing to say. */
export const done: WholeAnswer = { status: 200, headers: {}, body: '' };

/** @param value as it stands in JSON: what a codec has written */
export function json(value: unknown, status = 200): WholeAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
