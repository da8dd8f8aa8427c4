import type { NodeServices } from '../../node/obtain.ts';
import { MachineClock } from './machine-clock.ts';
import { faultyNetwork } from './faulty-network.ts';
import { faultyStore } from './faulty-store.ts';
import type { DiskFaults } from './faulty-store.ts';
import type { NetworkFaults } from './network-faults.ts';

/** What can be wrong with the machine of one node. */
export interface MachineFaults {
  readonly network: NetworkFaults;
  readonly disk: DiskFaults;
  readonly isSilenced: boolean;
  /** How wrong the machine's clock is, ms ahead. */
  readonly skewMs: number;
  /** Lets the machine's clock go wrong; real time, by which it waits, does not. @param ms ahead, or behind */
  skew(ms: number): void;
  /** Stops the node as SIGSTOP does: what it sends, what it is sent, and its timers wait. */
  silence(): void;
  /** Lets it go on, as SIGCONT does. */
  wake(): void;
  /** Puts everything right, so that nothing waits any more. */
  close(): void;
}

/**
 * Puts a node on a machine on which things go wrong as they are told to.
 *
 * @param services what the node would work with; its entropy draws all that is left to chance
 */
export function faultyServices(services: NodeServices): {
  readonly services: NodeServices;
  readonly faults: MachineFaults;
} {
  const clock = new MachineClock(services.clock);
  const realTime = new MachineClock(services.realTime);
  const network = faultyNetwork(services.network, services.realTime, services.entropy);
  const disk = faultyStore(services.store, services.realTime);
  const wake = (): void => {
    network.faults.wake();
    clock.resume();
    realTime.resume();
  };
  return {
    services: { ...services, clock, realTime, network: network.network, store: disk.store },
    faults: {
      network: network.faults,
      disk: disk.faults,
      get isSilenced() {
        return realTime.isPaused;
      },
      get skewMs() {
        return clock.skewMs;
      },
      skew: (ms) => clock.skew(ms),
      silence: () => {
        network.faults.silence();
        clock.pause();
        realTime.pause();
      },
      wake,
      close: () => {
        clock.skew(0);
        disk.faults.mend();
        wake();
        network.faults.close();
      },
    },
  };
}
