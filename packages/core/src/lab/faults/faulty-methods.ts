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
  const arrive = (call: ServerCall<Peer>): Promise<void> => orGivenUp(new Lane(lines.incoming).transit(), call.signal);

  if (description.methodKind !== 'server_streaming') {
    return {
      description,
      handler: async (request, call) => {
        if (!lines.incoming.isInstant) await arrive(call);
        const outcome = await settled((async () => handler(request, call) as Promise<Init> | Init)());
        if (!lines.outgoing.isInstant) await orGivenUp(new Lane(lines.outgoing).transit(), call.signal);
        return outcome();
      },
    };
  }
  return {
    description,
    handler: (request, call) =>
      new Sequence(
        () =>
          new FaultyAnswer(
            () => arrive(call),
            () => handler(request, call),
            new Lane(lines.outgoing),
            call.signal,
          ),
      ),
  };
}

/** The messages that a node sends on one call. */
class FaultyAnswer implements Source<Init> {
  readonly #outgoing: Lane;
  readonly #signal: AbortSignal;
  #begin: (() => Promise<AsyncGenerator<Init, void> | undefined>) | undefined;
  #messages: AsyncGenerator<Init, void> | undefined;

  /**
   * @param arrive waits for the request
   * @param signal of the call
   */
  constructor(arrive: () => Promise<void>, handle: () => unknown, outgoing: Lane, signal: AbortSignal) {
    this.#begin = async () => {
      await arrive();
      const answer = handle();
      return isSequence(answer) ? answer : undefined;
    };
    this.#outgoing = outgoing;
    this.#signal = signal;
  }

  async next(): Promise<Init | undefined> {
    if (this.#begin) this.#messages = await this.#begin();
    this.#begin = undefined;
    if (this.#messages === undefined) return undefined;
    const outcome = await settled(this.#messages.next());
    if (!this.#outgoing.isInstant) await orGivenUp(this.#outgoing.transit(), this.#signal);
    return outcome().value ?? undefined;
  }

  end(): void {
    if (this.#messages) void settled(this.#messages.return());
  }
}

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
