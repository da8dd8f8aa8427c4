import type { DescMethod, DescMethodServerStreaming, DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import { RpcError } from '../../wire/grpc/status.ts';
import type { Implementation, Init, ServerCall } from '../../wire/services.ts';
import type { Peer } from '../calls.ts';
import type { Forwarder } from '../forwarder.ts';

type Handler = (request: Message, call: ServerCall<Peer>) => Promise<Init> | Init | AsyncGenerator<Init, void>;
type Handlers = Readonly<Record<string, Handler>>;

/**
 * A service that the leader carries out, and that every other manager passes on to it (docs/protocol.md §7.5).
 *
 * @param leading the leader, if it is this very manager
 * @param implement the service, as this leader carries it out
 * @param check looks at each call before. @throws {RpcError} to refuse it
 */
export function byLeader<Service extends DescService, Leading extends object>(
  service: Service,
  leading: () => Leading | undefined,
  forwarder: Forwarder,
  implement: (leader: Leading) => Implementation<Service, Peer>,
  check: (call: ServerCall<Peer>) => void = () => undefined,
): Implementation<Service, Peer> {
  const implementations = new WeakMap<Leading, Handlers>();
  const implementationOf = (leader: Leading): Handlers => {
    const known = implementations.get(leader) ?? (implement(leader) as Handlers);
    implementations.set(leader, known);
    return known;
  };
  const handlers: Record<string, Handler> = {};
  for (const method of service.methods) {
    const here = (): Handler | undefined => {
      const leader = leading();
      return leader && (implementationOf(leader)[method.localName] ?? unimplemented(method));
    };
    const passOn = passedOn(method, forwarder, here);
    handlers[method.localName] = (request, call) => {
      check(call);
      return (here() ?? passOn)(request, call);
    };
  }
  return handlers as Implementation<Service, Peer>;
}

/** @param here what carries it out if this very manager leads by now: a call that got lost may come back to it */
function passedOn(method: DescMethod, forwarder: Forwarder, here: () => Handler | undefined): Handler {
  if (isUnary(method)) {
    const once: Handler = (request, call) => forwarder.unary(method, request, call);
    const again: Handler = (request, call) => (here() ?? once)(request, call);
    return (request, call) => forwarder.unary(method, request, call, async () => again(request, call) as Promise<Init>);
  }
  if (isServerStreaming(method)) return (request, call) => forwarder.serverStream(method, request, call);
  return unimplemented(method);
}

function unimplemented({ name }: DescMethod): Handler {
  return () => {
    throw new RpcError('Unimplemented', `method ${name} not implemented`);
  };
}

function isUnary(method: DescMethod): method is DescMethod & DescMethodUnary {
  return method.methodKind === 'unary';
}

function isServerStreaming(method: DescMethod): method is DescMethod & DescMethodServerStreaming {
  return method.methodKind === 'server_streaming';
}
