import type { Clock } from '../../clock/clock.ts';
import type { Entropy } from '../../entropy/entropy.ts';
import { canceled, timedOut } from '../../wire/dialing.ts';
import type { ConnectOptions, ListenOptions, Network, Port } from '../../wire/network.ts';
import { FaultyChannel } from './faulty-channel.ts';
import { faultyMethods } from './faulty-methods.ts';
import { Lane } from './line.ts';
import { NetworkConditions } from './network-faults.ts';
import type { NetworkFaults } from './network-faults.ts';
import { settled } from './settled.ts';

/**
 * Gives one node a network of its own, in which things go wrong as they are told to: on the connections that it opens,
 * and on its port if it has one.
 *
 * @param realTime by which messages are late and callers lose their patience
 * @param entropy draws all that is left to chance
 */
export function faultyNetwork(
  inner: Network,
  realTime: Clock,
  entropy: Entropy,
): { readonly network: Network; readonly faults: NetworkFaults } {
  const faults = new NetworkConditions(realTime, entropy);
  const network: Network = {
    connect: (options) => connect(inner, faults, options),
    listen: <Identity>(options: ListenOptions<Identity>): Promise<Port> =>
      inner.listen({ ...options, services: faultyMethods(options.services, faults) }),
  };
  return { network, faults };
}

type Connected<Server> = { readonly channel: FaultyChannel; readonly server: Server };

async function connect<Server>(
  inner: Network,
  faults: NetworkConditions,
  options: ConnectOptions<Server>,
): Promise<Connected<Server>> {
  const { address, timeoutMs, signal } = options;
  const { realTime, awake, lines } = faults;
  const leave = new AbortController();
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
      leave.abort('it has been decided');
      outcome();
    };
    const fail = (error: unknown): void =>
      settle(() => reject(error instanceof Error ? error : new Error(String(error))));
    const onAbort = (): void => fail(canceled(address));
    const timer = realTime.after(timeoutMs, () => void awake.passed().then(() => fail(timedOut(address, timeoutMs))));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    const open = async (): Promise<void> => {
      await new Lane(lines.outgoing).transit(leave.signal);
      if (leave.signal.aborted) return;
      // Good or bad, the answer has to get through.
      const outcome = await settled(inner.connect({ ...options, signal: leave.signal }));
      await new Lane(lines.incoming).transit(leave.signal);
      const { channel, server } = outcome();
      if (leave.signal.aborted) channel.destroy();
      else settle(() => resolve({ channel: new FaultyChannel(channel, faults), server }));
    };
    open().catch(fail);
  });
}
