import type {
  DescMessage,
  DescMethod,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  Message,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';

/** A call, as its handler sees it: to be taken apart and not to be spread, since parts of it are made when asked for. */
export interface ServerCall<Peer> {
  readonly peer: Peer;
  /** What came with the call; what it claims of the caller is worth nothing unless the peer is trusted to say it. */
  readonly metadata: Metadata;
  /** Aborts when nobody waits for the answer any more, or the server stops. */
  readonly signal: AbortSignal;
}

/** What a call carries besides its request. */
export interface Metadata {
  /** Every value of a name, in the order in which they were sent. @param name in lower case */
  get(name: string): readonly string[];
}

/** What carries out a method: a unary call yields a message, a streaming call a sequence of them. */
type Handler<Description, Peer> =
  Description extends DescMethodUnary<infer Input, infer Output>
    ? (
        request: MessageShape<Input>,
        call: ServerCall<Peer>,
      ) => Promise<MessageInitShape<Output>> | MessageInitShape<Output>
    : Description extends DescMethodServerStreaming<infer Input, infer Output>
      ? (request: MessageShape<Input>, call: ServerCall<Peer>) => AsyncGenerator<MessageInitShape<Output>, void>
      : never;

/** Handlers of a service; what is left out is answered with `Unimplemented`. */
export type Implementation<Service extends DescService, Peer> = {
  readonly [Name in keyof Service['method']]?: Handler<Service['method'][Name], Peer>;
};

/** A message as a handler gives it. */
export type Init = MessageInitShape<DescMessage>;

/** A method and what carries it out. */
export interface Method<Peer> {
  readonly description: DescMethod;
  readonly handler: (request: Message, call: ServerCall<Peer>) => Promise<Init> | Init | AsyncGenerator<Init, void>;
}

/** What a port asks for when it is called. */
export interface Methods<Peer> {
  /** The method of a path, `/<service>/<method>`. */
  find(path: string): Method<Peer> | undefined;
  /** What is said of a path at which there is no method, in the words of grpc-go. */
  whyUnknown(path: string): string;
}

/** What a port serves, whatever it is reached by. */
export class Services<Peer> implements Methods<Peer> {
  readonly #methods = new Map<string, Method<Peer>>();
  readonly #names = new Set<string>();

  /** Adds a service. */
  implement<Service extends DescService>(service: Service, implementation: Implementation<Service, Peer>): void {
    this.#names.add(service.typeName);
    const handlers: Readonly<Record<string, unknown>> = implementation;
    for (const description of service.methods) {
      const handler = handlers[description.localName];
      if (typeof handler !== 'function') continue;
      this.#methods.set(pathOf(description), { description, handler: handler as Method<Peer>['handler'] });
    }
  }

  find(path: string): Method<Peer> | undefined {
    return this.#methods.get(path);
  }

  whyUnknown(path: string): string {
    const [, service = '', method = ''] = path.slice(0, 200).split('/');
    return this.#names.has(service) ? `unknown method ${method} for service ${service}` : `unknown service ${service}`;
  }
}

/** The path under which a method is called. */
export function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

/** Whether what a handler gave is the answer of a streaming call. */
export function isSequence(answer: unknown): answer is AsyncGenerator<Init, void> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}
