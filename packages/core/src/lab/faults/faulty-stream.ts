import type { Lane } from './line.ts';
import type { Patience } from './patience.ts';
import { settled } from './settled.ts';

/** Why a call is given up at the other end. Given a reason, an abort makes no error with a stack of its own. */
export const callerHasLeft = 'the caller has left';

export interface FaultyStreamOptions<Message> {
  readonly patience: Patience;
  readonly outgoing: Lane;
  readonly incoming: Lane;
  /** Makes the call, once it gets through. @param signal ends it */
  readonly open: (signal: AbortSignal) => AsyncGenerator<Message, void>;
}

/** The messages of one call, with whatever is wrong between its caller and the other end. */
export class FaultyStream<Message> {
  readonly #patience: Patience;
  readonly #outgoing: Lane;
  readonly #incoming: Lane;
  readonly #leave = new AbortController();
  #open: FaultyStreamOptions<Message>['open'] | undefined;
  #messages: AsyncGenerator<Message, void> | undefined;
  /** The other end has heard of the call, and has not ended it. */
  #isRunning = false;

  constructor({ patience, outgoing, incoming, open }: FaultyStreamOptions<Message>) {
    this.#patience = patience;
    this.#outgoing = outgoing;
    this.#incoming = incoming;
    this.#open = open;
  }

  /** @returns `undefined` after the last message */
  async next(): Promise<Message | undefined> {
    if (this.#open) {
      if (!this.#outgoing.isInstant) await this.#patience.for(this.#outgoing.transit());
      this.#messages = this.#open(this.#leave.signal);
      this.#open = undefined;
      this.#isRunning = true;
    }
    if (this.#messages === undefined) return undefined;
    const outcome = await this.#patience.for(settled(this.#messages.next()));
    if (!this.#incoming.isInstant) await this.#patience.for(this.#incoming.transit());
    this.#isRunning = false;
    const { done, value } = outcome();
    if (done) return undefined;
    this.#isRunning = true;
    return value;
  }

  /** The caller wants no more; the other end hears of it when it gets through. */
  end(): void {
    this.#patience.end();
    if (this.#isRunning) void this.#outgoing.transit().then(() => this.#leave.abort(callerHasLeft));
  }
}
