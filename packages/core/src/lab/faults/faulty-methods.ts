import { RpcError } from '../../wire/grpc/status.ts';
import { Sequence } from '../../wire/sequence.ts';
import type { Source } from '../../wire/sequence.ts';
import { isSequence } from '../../wire/services.ts';
import type { Init, Method, Methods, ServerCall } from '../../wire/services.ts';
import type { NetworkConditions } from './network-faults.ts';
import { Lane } from './line.ts';
import { settled } from './settled.ts';

/**
 * What a node's port serves, with whatever is wrong between the node and those who call it. Whoever connects gets through
 * the handshake, and hears nothing after it.
 */
export function faultyMethods<Peer>(methods: Methods<Peer>, faults: NetworkConditions): Methods<Peer> {
  return {
    find: (path) => {
      const method = methods.find(path);
      return method && faultyMethod(method, faults);
    },
    whyUnknown: (path) => methods.whyUnknown(path),
  };
}

function faultyMethod<Peer>({ description, handler }: Method<Peer>, { lines }: NetworkConditions): Method<Peer> {
  if (description.methodKind === 'server_streaming') {
    return {
      description,
      handler: (request, call) => new Sequence(() => new FaultyAnswer(lines, call, () => handler(request, call))),
    };
  }
  return {
    description,
    handler: async (request, call) => {
      if (!lines.incoming.isInstant) await arrival(lines, call);
      const outcome = await settled((async () => handler(request, call) as Promise<Init> | Init)());
      if (!lines.outgoing.isInstant) await orGivenUp(new Lane(lines.outgoing).transit(), call.signal);
      return outcome();
    },
  };
}

/** Waits for the request. @throws {RpcError} `Canceled` */
function arrival({ incoming }: Lines, call: Pick<ServerCall<unknown>, 'signal'>): Promise<void> {
  return orGivenUp(new Lane(incoming).transit(), call.signal);
}

/** The messages that a node sends on one call. */
class FaultyAnswer implements Source<Init> {
  readonly #lines: Lines;
  readonly #outgoing: Lane;
  readonly #call: Pick<ServerCall<unknown>, 'signal'>;
  #handle: (() => unknown) | undefined;
  #messages: AsyncGenerator<Init, void> | undefined;

  constructor(lines: Lines, call: Pick<ServerCall<unknown>, 'signal'>, handle: () => unknown) {
    this.#lines = lines;
    this.#outgoing = new Lane(lines.outgoing);
    this.#call = call;
    this.#handle = handle;
  }

  next(): Promise<Init | undefined> {
    return this.#messages ? this.#nextOf(this.#messages) : this.#first();
  }

  async #first(): Promise<Init | undefined> {
    if (!this.#lines.incoming.isInstant) await arrival(this.#lines, this.#call);
    const answer = this.#handle?.();
    this.#handle = undefined;
    if (!isSequence(answer)) return undefined;
    this.#messages = answer;
    return this.#nextOf(answer);
  }

  #nextOf(messages: AsyncGenerator<Init, void>): Promise<Init | undefined> {
    return this.#outgoing.bring(messages.next(), () => this.#call.signal).then(({ value }) => value ?? undefined);
  }

  end(): void {
    if (this.#messages) void settled(this.#messages.return());
  }
}

type Lines = NetworkConditions['lines'];

/** What is left undone when the caller is gone. @throws {RpcError} `Canceled` */
function orGivenUp(transit: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new RpcError('Canceled', 'context canceled'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const onArrival = (): void => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    transit.then(onArrival, reject);
  });
}
