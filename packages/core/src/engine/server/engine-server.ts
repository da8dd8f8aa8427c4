import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { EngineRefusal, refusedBody } from '../shapes/refused.ts';
import { absentRoutes } from './absent-routes.ts';
import { checkApiVersion, newestApiVersion } from './api-version.ts';
import { patience, readJson } from './body.ts';
import type { Engine } from './engine.ts';
import { eventRoutes } from './event-routes.ts';
import { Holdings } from './held-bytes.ts';
import type { HeldBytes } from './held-bytes.ts';
import { defaultLimits, idleTimeoutMs, mostHeaderBytes } from './limits.ts';
import type { EngineServerLimits } from './limits.ts';
import { LineStream } from './line-stream.ts';
import { nodeRoutes } from './node-routes.ts';
import { json } from './route.ts';
import type { Answer, LinesAnswer, Route, WholeAnswer } from './route.ts';
import { Router } from './router.ts';
import { swarmRoutes } from './swarm-routes.ts';
import { releaseOf, systemRoutes } from './system-routes.ts';
import { readTarget } from './target.ts';
import { listenOnUnixSocket } from './unix-socket.ts';

export interface EngineServerOptions {
  /** Of a unix socket, 107 bytes at most. */
  readonly path: string;
  readonly engine: Engine;
  /** Of this program. */
  readonly version: string;
  /** What is served besides; they go before those of Docker. */
  readonly routes?: readonly Route[];
  /** Hears of everything thrown that is no refusal; the client gets status 500 and not a word of it. */
  readonly onError: (error: unknown) => void;
  /** ms since epoch, of the clock by which events are stamped */
  readonly now?: () => number;
  readonly limits?: Partial<EngineServerLimits>;
}

/** Answers as a Docker Engine does, as far as swarms go (docs/protocol.md §11). */
export class EngineServer implements AsyncDisposable {
  readonly #http: Server;
  readonly #router: Router;
  readonly #limits: EngineServerLimits;
  readonly #holdings: Holdings;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #onError: (error: unknown) => void;
  /** Connections on which a request is being answered. */
  readonly #busy = new WeakSet<Socket>();
  readonly #streams = new Set<LineStream>();
  #closed: Promise<void> | undefined;

  private constructor({ engine, version, routes = [], onError, now = Date.now, limits }: EngineServerOptions) {
    const release = releaseOf(version);
    this.#limits = { ...defaultLimits, ...limits };
    this.#holdings = new Holdings(this.#limits.mostHeldBytes);
    this.#onError = onError;
    this.#headers = {
      'api-version': newestApiVersion,
      'docker-experimental': 'false',
      ostype: release.os,
      server: `Docker/${version} (${release.os})`,
    };
    this.#router = new Router([
      ...routes,
      ...systemRoutes(engine, release),
      ...swarmRoutes(engine),
      ...nodeRoutes(engine),
      ...eventRoutes(engine, now),
      ...absentRoutes,
    ]);
    const { headersTimeoutMs, requestTimeoutMs } = this.#limits;
    const options = {
      maxHeaderSize: mostHeaderBytes,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, requestTimeoutMs) / 4,
      keepAliveTimeout: idleTimeoutMs,
    };
    this.#http = createServer(options, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        onError(error);
        response.destroy();
      });
    });
    this.#http.maxConnections = this.#limits.mostConnections;
  }

  /** Opens the socket, which is this user's alone. @throws what the system says, `EADDRINUSE` for one */
  static async listen(options: EngineServerOptions): Promise<EngineServer> {
    const server = new EngineServer(options);
    await listenOnUnixSocket(server.#http, options.path);
    // A connection that the system could not hand over; the socket stays open.
    server.#http.on('error', options.onError);
    return server;
  }

  /** Ends streams and idle connections, and then, after a while, whatever else there is. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    for (const stream of this.#streams) stream.end();
    this.#http.closeIdleConnections();
    const force = setTimeout(() => this.#http.closeAllConnections(), this.#limits.closeTimeoutMs);
    await closed;
    clearTimeout(force);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that goes away is no error of anybody.
    response.on('error', () => undefined);
    const { socket } = request;
    // No client of Docker's sends a request before it has read the last answer; nobody shall pile them up.
    if (this.#busy.has(socket)) return void socket.destroy();
    this.#busy.add(socket);
    const held = this.#holdings.open();
    response.once('close', () => {
      this.#busy.delete(socket);
      held.release();
    });
    const answer = await this.#answer(request, held);
    if (response.destroyed) return;
    if (this.#closed) response.setHeader('connection', 'close');
    if ('begin' in answer) this.#stream(answer, response);
    else this.#send(answer, request, response);
  }

  async #answer(request: IncomingMessage, held: HeldBytes): Promise<Answer> {
    try {
      const answer = await this.#ask(request, held);
      if (!('begin' in answer)) held.take(answer.body.length);
      else if (this.#streams.size >= this.#limits.mostStreams) {
        throw new EngineRefusal(503, 'too many streams at a time', { next: 'End another one.' });
      }
      return answer;
    } catch (error) {
      if (error instanceof EngineRefusal) return refusal(error);
      // A body of which the rest does not come.
      if (!request.errored) this.#onError(error);
      return refusal(new EngineRefusal(500, 'the engine failed at this; its log says why', { cause: error }));
    }
  }

  async #ask(request: IncomingMessage, held: HeldBytes): Promise<Answer> {
    const { version, segments, query } = readTarget(request.url ?? '');
    const found = segments && this.#router.find(request.method ?? '', segments);
    if (!found) throw new EngineRefusal(404, 'page not found');
    if (version !== undefined) {
      const tooOld = checkApiVersion(version);
      if (tooOld) return tooOld;
    }
    return found.route.handle({
      apiVersion: version ?? newestApiVersion,
      query,
      parameter: (name) => found.parameters.get(name) ?? '',
      json: (codec) => readJson(request, codec, { mostBytes: this.#limits.mostBodyBytes, held }),
    });
  }

  #send({ status, headers, body }: WholeAnswer, request: IncomingMessage, response: ServerResponse): void {
    const isWhole = request.complete;
    // What is left of the request would be taken for the next one, however long it is.
    if (!isWhole) response.setHeader('connection', 'close');
    response.writeHead(status, { ...this.#headers, ...headers, 'content-length': Buffer.byteLength(body) });
    const deadline = setTimeout(() => response.destroy(), this.#limits.answerTimeoutMs);
    response.once('close', () => clearTimeout(deadline));
    if (isWhole) return void response.end(body);
    response.write(body);
    // A client whose connection is closed while it still writes its body tells of that, and not of the answer.
    passOver(request, this.#limits.mostBodyBytes * patience, () => response.end());
  }

  #stream({ contentType, begin }: LinesAnswer, response: ServerResponse): void {
    response.writeHead(200, { ...this.#headers, 'content-type': contentType });
    response.flushHeaders();
    const stream = new LineStream(response, this.#limits.mostQueuedBytes);
    this.#streams.add(stream);
    const stop = begin(stream);
    response.once('close', () => {
      this.#streams.delete(stream);
      stop();
    });
    if (this.#closed) stream.end();
  }
}

/** Reads what comes of a body and throws it away, as far as that is within bounds. */
function passOver(request: IncomingMessage, mostBytes: number, done: () => void): void {
  let left = mostBytes;
  request.on('data', (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) done();
  });
  for (const event of ['end', 'error', 'close']) request.once(event, done);
  request.resume();
}

function refusal({ status, message }: EngineRefusal): WholeAnswer {
  return json(refusedBody.write({ message }), status);
}
