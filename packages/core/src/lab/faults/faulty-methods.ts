import type { Message } from '@bufbuild/protobuf';
import { RpcError } from '../../wire/grpc/status.ts';
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
        await arrive(call);
        const outcome = await settled((async () => handler(request, call) as Promise<Init> | Init)());
        await orGivenUp(new Lane(lines.outgoing).transit(), call.signal);
        return outcome();
      },
    };
  }
  return {
    description,
    async *handler(request: Message, call: ServerCall<Peer>) {
      await arrive(call);
      const messages = handler(request, call);
      if (!isSequence(messages)) return;
      const outgoing = new Lane(lines.outgoing);
      try {
        for await (const message of messages) {
          await orGivenUp(outgoing.transit(), call.signal);
          yield message;
        }
      } catch (error) {
        await orGivenUp(outgoing.transit(), call.signal);
        throw error;
      }
    },
  };
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
