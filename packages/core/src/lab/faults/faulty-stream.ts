import type { Lane } from './line.ts';
import type { Patience } from './patience.ts';
import { settled } from './settled.ts';

export interface FaultyStreamOptions<Message> {
  readonly patience: Patience;
  readonly outgoing: Lane;
  readonly incoming: Lane;
  /** Makes the call, once it gets through. */
  readonly open: () => AsyncGenerator<Message, void>;
}

/** The messages of one call, with whatever is wrong between its caller and the other end. */
export class FaultyStream<Message> {
  readonly #patience: Patience;
  readonly #outgoing: Lane;
  readonly #incoming: Lane;
  #open: FaultyStreamOptions<Message>['open'] | undefined;
  #messages: AsyncGenerator<Message, void> | undefined;

  constructor({ patience, outgoing, incoming, open }: FaultyStreamOptions<Message>) {
    this.#patience = patience;
    this.#outgoing = outgoing;
    this.#incoming = incoming;
    this.#open = open;
  }

  /** @returns `undefined` after the last message */
  next(): Promise<Message | undefined> {
    return this.#messages ? this.#nextOf(this.#messages) : this.#first();
  }

  async #first(): Promise<Message | undefined> {
    if (!this.#outgoing.isInstant) await this.#patience.for(this.#outgoing.transit());
    const open = this.#open;
    this.#open = undefined;
    this.#messages = open?.();
    return this.#messages && this.#nextOf(this.#messages);
  }

  #nextOf(messages: AsyncGenerator<Message, void>): Promise<Message | undefined> {
    return this.#patience.for(this.#incoming.bring(messages.next())).then(({ value }) => value ?? undefined);
  }

  /** The caller wants no more; the other end hears of it when it gets through. */
  end(): void {
    this.#patience.end();
    const messages = this.#messages;
    if (messages) void this.#outgoing.transit().then(() => settled(messages.return()));
  }
}
