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
  const { network, faults } = faultyNetwork(services.network, services.realTime, services.entropy, services.clock);
  const clock = new MachineClock(services.clock, () => faults.now.isCut);
  const realTime = new MachineClock(services.realTime);
  const disk = faultyStore(services.store, services.realTime);
  return {
    services: { ...services, clock, realTime, network, store: disk.store },
    faults: new Machine(clock, realTime, faults, disk.faults),
  };
}

class Machine implements MachineFaults {
  readonly network: NetworkFaults;
  readonly disk: DiskFaults;
  readonly #clock: MachineClock;
  readonly #realTime: MachineClock;

  constructor(clock: MachineClock, realTime: MachineClock, network: NetworkFaults, disk: DiskFaults) {
    this.#clock = clock;
    this.#realTime = realTime;
    this.network = network;
    this.disk = disk;
  }

  get isSilenced(): boolean {
    return this.#realTime.isPaused;
  }

  get skewMs(): number {
    return this.#clock.skewMs;
  }

  skew(ms: number): void {
    this.#clock.skew(ms);
  }

  silence(): void {
    this.network.silence();
    this.#clock.pause();
    this.#realTime.pause();
  }

  wake(): void {
    this.network.wake();
    this.#clock.resume();
    this.#realTime.resume();
  }

  close(): void {
    this.skew(0);
    this.disk.mend();
    this.wake();
    this.network.close();
  }
}
