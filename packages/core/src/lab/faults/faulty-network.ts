import type { Clock } from '../../clock/clock.ts';
import type { Entropy } from '../../entropy/entropy.ts';
import { canceled, timedOut } from '../../wire/dialing.ts';
import type { ConnectOptions, ListenOptions, Network, Port } from '../../wire/network.ts';
import { FaultyChannel } from './faulty-channel.ts';
import { faultyMethods } from './faulty-methods.ts';
import { Lane } from './line.ts';
import { NetworkConditions } from './network-faults.ts';
import type { NetworkFaults } from './network-faults.ts';

/**
 * Gives one node a network of its own, in which things go wrong as they are told to: on the connections that it opens,
 * and on its port if it has one.
 *
 * @param realTime by which messages are late and callers lose their patience
 * @param entropy draws all that is left to chance
 * @param labTime by which TCP gives up connections that are cut
 */
export function faultyNetwork(
  inner: Network,
  realTime: Clock,
  entropy: Entropy,
  labTime: Clock = realTime,
): { readonly network: Network; readonly faults: NetworkFaults } {
  const faults = new NetworkConditions(realTime, entropy, labTime);
  return { network: new FaultyNetwork(inner, faults), faults };
}

class FaultyNetwork implements Network {
  readonly #inner: Network;
  readonly #faults: NetworkConditions;

  constructor(inner: Network, faults: NetworkConditions) {
    this.#inner = inner;
    this.#faults = faults;
  }

  listen<Identity>(options: ListenOptions<Identity>): Promise<Port> {
    return this.#inner.listen({ ...options, services: faultyMethods(options.services, this.#faults) });
  }

  async connect<Server>(options: ConnectOptions<Server>): Promise<Connected<Server>> {
    const { address, timeoutMs, signal } = options;
    const { realTime, awake } = this.#faults;
    const leave = new AbortController();
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        timer.cancel();
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (error: unknown): void => {
        forget();
        leave.abort('it has been decided');
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const onAbort = (): void => fail(canceled(address));
      const timer = realTime.after(timeoutMs, () => void awake.passed().then(() => fail(timedOut(address, timeoutMs))));
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
      void this.#open(options, leave.signal).then(resolve, fail).finally(forget);
    });
  }

  /** Nobody waits for it any more at the signal: what is opened then is closed again. */
  async #open<Server>(options: ConnectOptions<Server>, signal: AbortSignal): Promise<Connected<Server>> {
    const { outgoing, incoming } = this.#faults.lines;
    if (!outgoing.isInstant) await new Lane(outgoing).transit(signal);
    if (signal.aborted) throw canceled(options.address);
    // Good or bad, the answer has to get through.
    const { channel, server } = await new Lane(incoming).bring(
      this.#inner.connect({ ...options, signal }),
      () => signal,
    );
    if (signal.aborted) channel.destroy();
    return { channel: new FaultyChannel(channel, this.#faults), server };
  }
}

type Connected<Server> = { readonly channel: FaultyChannel; readonly server: Server };
