import type { DescService, Message } from '@bufbuild/protobuf';
import type { Implementation, Init, ServerCall } from '../../wire/services.ts';
import type { Peer } from '../calls.ts';
import type { Forwarder } from '../forwarder.ts';
import type { Leader } from '../leader.ts';

type Handlers = Readonly<
  Record<string, (request: Message, call: ServerCall<Peer>) => Promise<Init> | Init | AsyncGenerator<Init, void>>
>;

/**
 * A service that the leader carries out, and that every other manager passes on to it (docs/protocol.md §7.5).
 *
 * @param leading the leader, if it is this very manager
 * @param implement the service, as this leader carries it out
 */
export function byLeader<Service extends DescService>(
  service: Service,
  leading: () => Leader | undefined,
  forwarder: Forwarder,
  implement: (leader: Leader) => Implementation<Service, Peer>,
): Implementation<Service, Peer> {
  const implementations = new WeakMap<Leader, Handlers>();
  const implementationOf = (leader: Leader): Handlers => {
    const known = implementations.get(leader) ?? (implement(leader) as Handlers);
    implementations.set(leader, known);
    return known;
  };
  const handlers: Record<string, Handlers[string]> = {};
  for (const method of service.methods) {
    const name = method.localName;
    if (method.methodKind === 'unary') {
      handlers[name] = (request, call) => {
        const leader = leading();
        const local = leader && implementationOf(leader)[name];
        return local ? (local(request, call) as Promise<Init> | Init) : forwarder.unary(method, request, call);
      };
    } else if (method.methodKind === 'server_streaming') {
      handlers[name] = (request, call) => {
        const leader = leading();
        const local = leader && implementationOf(leader)[name];
        const messages = local ? local(request, call) : forwarder.serverStream(method, request, call);
        return messages as AsyncGenerator<Init, void>;
      };
    }
  }
  return handlers as Implementation<Service, Peer>;
}
