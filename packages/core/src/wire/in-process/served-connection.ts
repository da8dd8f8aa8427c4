import type { Message } from '@bufbuild/protobuf';
import { RpcError } from '../grpc/status.ts';
import type { ConnectionPeer } from '../network.ts';
import type { Methods } from '../services.ts';
import { ServedCall, shuttingDown } from './served-call.ts';
import type { ArrivingCall } from './served-call.ts';
import type { Turns } from './turns.ts';

/** What a client can tell the server on a connection. */
export interface ServerEnd {
  /** Takes a call on. @param request the server's own */
  begin(call: ArrivingCall, request: Message): void;
  /** The client has hung up. */
  left(): void;
}

/** What a server can tell the client on a connection. */
export interface ClientEnd {
  /** The client is served. */
  accept(): void;
  /** The server goes away: calls may finish. */
  goAway(): void;
  /** The connection is over. */
  cut(): void;
}

/** What the connections of a port have in common. */
export interface Serving<Identity> {
  readonly services: Methods<ConnectionPeer<Identity>>;
  readonly turns: Turns;
  readonly onError: (error: unknown) => void;
  /** A connection has ended. */
  readonly onLeft: (connection: ServedConnection<Identity>) => void;
}

/** The server's end of a connection within the process. Until the client has been judged nothing is carried out on it. */
export class ServedConnection<Identity> implements ServerEnd {
  readonly #serving: Serving<Identity>;
  #client: ClientEnd | undefined;
  readonly #calls = new Set<ServedCall<ConnectionPeer<Identity>>>();
  #peer: ConnectionPeer<Identity> | undefined;
  #isClosing = false;

  constructor(serving: Serving<Identity>) {
    this.#serving = serving;
  }

  /** Names whom to tell. */
  reach(client: ClientEnd): void {
    this.#client = client;
  }

  /** The client has been found good. */
  accept(peer: ConnectionPeer<Identity>): void {
    this.#peer = peer;
    this.#client?.accept();
  }

  begin(arriving: ArrivingCall, request: Message): void {
    const { services, turns, onError } = this.#serving;
    const peer = this.#peer;
    if (peer === undefined) return;
    const refuse = (error: RpcError): void => turns.soon(() => arriving.client.end(error));
    if (this.#isClosing) {
      refuse(shuttingDown());
      return;
    }
    const method = services.find(arriving.path);
    if (method === undefined) {
      refuse(new RpcError('Unimplemented', services.whyUnknown(arriving.path)));
      return;
    }
    const call = new ServedCall(arriving, { peer, method, turns, onError, onEnd: this.#onEnd });
    this.#calls.add(call);
    arriving.client.begun(call);
    call.run(request);
  }

  left(): void {
    this.#peer = undefined;
    for (const call of this.#calls) call.interrupt();
    this.#serving.onLeft(this);
  }

  /** The port closes: streams end, other calls may finish. */
  shutDown(): void {
    this.#isClosing = true;
    for (const call of this.#calls) call.shutDown();
    this.#serving.turns.soon(() => this.#client?.goAway());
  }

  /** Ends the connection at once. */
  cut(): void {
    this.left();
    this.#serving.turns.soon(() => this.#client?.cut());
  }

  readonly #onEnd = (call: ServedCall<ConnectionPeer<Identity>>): void => {
    this.#calls.delete(call);
  };
}
