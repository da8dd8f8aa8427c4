import type { DescMethod, DescMethodServerStreaming, DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import { RpcError } from '../../wire/grpc/status.ts';
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
 * @param check looks at each call before. @throws {RpcError} to refuse it
 */
export function byLeader<Service extends DescService>(
  service: Service,
  leading: () => Leader | undefined,
  forwarder: Forwarder,
  implement: (leader: Leader) => Implementation<Service, Peer>,
  check: (call: ServerCall<Peer>) => void = () => undefined,
): Implementation<Service, Peer> {
  const implementations = new WeakMap<Leader, Handlers>();
  const implementationOf = (leader: Leader): Handlers => {
    const known = implementations.get(leader) ?? (implement(leader) as Handlers);
    implementations.set(leader, known);
    return known;
  };
  const handlers: Record<string, Handlers[string]> = {};
  for (const method of service.methods) {
    const passOn = passedOn(method, forwarder);
    handlers[method.localName] = (request, call) => {
      check(call);
      const leader = leading();
      const carryOut = leader ? implementationOf(leader)[method.localName] : passOn;
      if (carryOut === undefined) throw new RpcError('Unimplemented', `method ${method.name} not implemented`);
      return carryOut(request, call);
    };
  }
  return handlers as Implementation<Service, Peer>;
}

function passedOn(method: DescMethod, forwarder: Forwarder): Handlers[string] | undefined {
  if (isUnary(method)) return (request, call) => forwarder.unary(method, request, call);
  if (isServerStreaming(method)) return (request, call) => forwarder.serverStream(method, request, call);
  return undefined;
}

function isUnary(method: DescMethod): method is DescMethod & DescMethodUnary {
  return method.methodKind === 'unary';
}

function isServerStreaming(method: DescMethod): method is DescMethod & DescMethodServerStreaming {
  return method.methodKind === 'server_streaming';
}
