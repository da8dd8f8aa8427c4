import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { checkStart, connectionError } from '../../wire/call-errors.ts';
import { copyMessage } from '../../wire/in-process/copy-message.ts';
import type { CallOptions, Channel, Protection } from '../../wire/network.ts';
import { Sequence } from '../../wire/sequence.ts';
import { FaultyStream } from './faulty-stream.ts';
import { Lane } from './line.ts';
import type { NetworkConditions } from './network-faults.ts';
import { Patience } from './patience.ts';
import { settled } from './settled.ts';

/** Why a call is given up at the other end. Given a reason, an abort makes no error with a stack of its own. */
const callerHasLeft = 'the caller has left';

/** A connection that a node has opened, with whatever is wrong between the node and the other end. */
export class FaultyChannel implements Channel {
  readonly #inner: Channel;
  readonly #faults: NetworkConditions;
  readonly #outgoing: Lane;
  readonly #incoming: Lane;
  readonly #calls = new Set<Patience>();
  /** Made when somebody asks for it: most do not. */
  #closed: PromiseWithResolvers<void> | undefined;
  #state: 'open' | 'closing' | 'closed' = 'open';

  constructor(inner: Channel, faults: NetworkConditions) {
    this.#inner = inner;
    this.#faults = faults;
    this.#outgoing = new Lane(faults.lines.outgoing);
    this.#incoming = new Lane(faults.lines.incoming);
    faults.opened(this);
  }

  get protection(): Protection | undefined {
    return this.#inner.protection;
  }

  /** What the other end has done about it is noticed when the news comes through. */
  get isOpen(): boolean {
    return this.#state === 'open' && (this.#inner.isOpen || !this.#faults.lines.incoming.isClear);
  }

  get closed(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = Promise.withResolvers<void>();
      if (this.#state === 'closed') this.#closed.resolve();
      else void this.#cutOff().then(() => this.#close());
    }
    return this.#closed.promise;
  }

  async unary<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): Promise<MessageShape<Output>> {
    const { lostRequest, lostAnswer, repetition } = this.#faults;
    const sent = snapshot(options);
    const patience = this.#begin(options);
    const leave = new AbortController();
    let isOver = true;
    const copy = this.#asGiven(method, request);
    const send = (): Promise<MessageShape<Output>> =>
      this.#inner.unary(method, copy, { ...sent, signal: leave.signal });
    try {
      if (lostRequest.draw()) return await patience.for(this.#silence());
      if (!this.#outgoing.isInstant) await patience.for(this.#outgoing.transit());
      isOver = false;
      const answer = settled(send());
      // What becomes of the second one nobody hears.
      if (repetition.draw()) void settled(send());
      const outcome = await patience.for(answer);
      isOver = true;
      if (lostAnswer.draw()) return await patience.for(this.#silence());
      if (!this.#incoming.isInstant) await patience.for(this.#incoming.transit());
      return outcome();
    } finally {
      patience.end();
      if (!isOver) this.#later(() => leave.abort(callerHasLeft));
    }
  }

  serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): AsyncGenerator<MessageShape<Output>, void> {
    return new Sequence(() => {
      const sent = snapshot(options);
      const patience = this.#begin(options);
      const copy = this.#asGiven(method, request);
      return new FaultyStream({
        patience,
        outgoing: this.#outgoing,
        incoming: this.#incoming,
        open: () => this.#inner.serverStream(method, copy, sent),
      });
    });
  }

  /** What is sent later is what was given. */
  #asGiven<Input extends DescMessage>(
    { input }: { readonly input: Input },
    request: MessageInitShape<Input>,
  ): MessageInitShape<Input> {
    return this.#outgoing.isInstant ? request : copyMessage(input, request);
  }

  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#later(() => this.#inner.close());
    this.#endWhenIdle();
  }

  destroy(): void {
    this.#later(() => this.#inner.destroy());
    this.#end();
  }

  /** TCP has given it up, here and at the other end: what was under way is lost. */
  abandon(): void {
    this.#inner.destroy();
    this.#end();
  }

  /** The news has come through that the other end has ended the connection. */
  #cutOff(): Promise<void> {
    return this.#incoming.bring(this.#inner.closed);
  }

  /** What follows a message that was lost: nothing, until the connection ends. */
  async #silence(): Promise<never> {
    await this.#cutOff();
    throw connectionError(undefined, true);
  }

  #begin(options: CallOptions): Patience {
    checkStart(options);
    if (this.#state !== 'open') throw connectionError(undefined, true);
    const { realTime, awake } = this.#faults;
    const patience = new Patience(options, realTime, awake, (ended) => {
      this.#calls.delete(ended);
      this.#endWhenIdle();
    });
    this.#calls.add(patience);
    return patience;
  }

  /** The other end hears of it when it gets through. */
  #later(tell: () => void): void {
    void this.#outgoing.transit().then(tell);
  }

  #endWhenIdle(): void {
    if (this.#state === 'closing' && this.#calls.size === 0) this.#end();
  }

  #close(): void {
    this.#state = 'closed';
    this.#faults.ended(this);
    this.#closed?.resolve();
  }

  #end(): void {
    this.#close();
    for (const patience of this.#calls) patience.giveUp(connectionError(undefined, true));
  }
}

/** As they are now: what is sent later is what was given. How long the caller waits is his own business. */
function snapshot({ timeoutMs, metadata }: CallOptions): CallOptions {
  return { ...(timeoutMs !== undefined && { timeoutMs }), ...(metadata && { metadata: structuredClone(metadata) }) };
}
