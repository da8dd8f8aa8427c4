import type {
  DescMessage,
  DescMethod,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { checkStart, connectionError } from '../call-errors.ts';
import type { CallOptions, Channel } from '../network.ts';
import { pathOf } from '../services.ts';
import { ClientCall, messageOf, messagesOf } from './client-call.ts';
import { copyMessage } from './copy-message.ts';
import type { ArrivingCall } from './served-call.ts';
import type { ClientEnd, ServerEnd } from './served-connection.ts';
import type { Turns } from './turns.ts';

/** The client's end of a connection within the process. */
export class InProcessChannel implements Channel, ClientEnd {
  readonly #turns: Turns;
  readonly #metadata: NonNullable<CallOptions['metadata']>;
  readonly #calls = new Set<ClientCall>();
  readonly #server: ServerEnd;
  /** The server has taken the connection. */
  #accepted = false;
  #ending: Error | undefined;
  #state: 'open' | 'closing' | 'closed' = 'open';
  /** Made when somebody asks for it: most do not. */
  #closed: PromiseWithResolvers<void> | undefined;

  constructor(turns: Turns, userAgent: string, server: ServerEnd) {
    this.#turns = turns;
    this.#metadata = { 'user-agent': userAgent };
    this.#server = server;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get closed(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = Promise.withResolvers<void>();
      if (this.#state === 'closed') this.#closed.resolve();
    }
    return this.#closed.promise;
  }

  async unary<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): Promise<MessageShape<Output>> {
    return (await messageOf(this.#open(method, request, options))) as MessageShape<Output>;
  }

  serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): AsyncGenerator<MessageShape<Output>, void> {
    const messages = messagesOf(() => this.#open(method, request, options));
    return messages as AsyncGenerator<MessageShape<Output>, void>;
  }

  close(): void {
    if (this.#state === 'open') this.#state = 'closing';
    this.#closeWhenIdle();
  }

  destroy(): void {
    this.cut();
  }

  accept(): void {
    this.#accepted = true;
  }

  goAway(): void {
    this.#ending ??= new Error('the server is going away');
    this.close();
  }

  cut(): void {
    if (this.#state === 'closed') return;
    this.#finish();
    const error = connectionError(this.#ending, this.#accepted);
    for (const call of this.#calls) call.end(error);
  }

  #open<Input extends DescMessage>(
    method: DescMethod & { readonly input: Input },
    request: MessageInitShape<Input>,
    options: CallOptions,
  ): ClientCall {
    checkStart(options);
    if (this.#state !== 'open') throw connectionError(this.#ending, this.#accepted);
    const copy = copyMessage(method.input, request);
    const call = new ClientCall(options, this.#onEnd);
    this.#calls.add(call);
    const { metadata } = options;
    const arriving: ArrivingCall = {
      client: call,
      path: pathOf(method),
      metadata: metadata ? { ...structuredClone(metadata), ...this.#metadata } : this.#metadata,
    };
    this.#turns.soon(() => {
      if (!call.isOver) this.#server.begin(arriving, copy);
    });
    return call;
  }

  readonly #onEnd = (call: ClientCall): void => {
    this.#calls.delete(call);
    this.#closeWhenIdle();
  };

  #closeWhenIdle(): void {
    if (this.#state === 'closing' && this.#calls.size === 0) this.#finish();
  }

  #finish(): void {
    this.#state = 'closed';
    this.#turns.soon(() => this.#server.left());
    this.#closed?.resolve();
  }
}
