import { systemClock } from '../clock/system-clock.ts';
import type { Clock } from '../clock/clock.ts';
import { LabClock } from '../clock/lab-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { NodeEvent } from '../node/node.ts';
import type { Problem } from '../problem.ts';
import type { Pace } from '../swarm/reconcile.ts';
import type { ClusterSpec, Overlay } from '../swarm/state.ts';
import type { Network, RefusedConnection } from '../wire/network.ts';
import { tlsNetwork } from '../wire/tls-network.ts';

export interface LabOptions {
  /** Everything of the lab lies below it. */
  readonly directory: string;
  /** A loopback address, unless others are allowed. */
  readonly host?: string;
  /** Whether it may listen where other machines can reach it. */
  readonly allowRemote?: boolean;
  /** Of the first manager; 0 takes a free one. */
  readonly port?: number;
  readonly spec?: Partial<ClusterSpec>;
  /** What its users see of networks that it does not have. */
  readonly overlay?: Overlay;
  readonly pace?: Pace;
  /** Lab time; real time unless told otherwise. */
  readonly clock?: Clock;
  readonly entropy?: Entropy;
  /** How nodes and managers reach one another; over TLS unless told otherwise. */
  readonly network?: Network;
  /** Where nodes other than the first keep what they are: in files unless told otherwise, else for as long as they run. */
  readonly storage?: 'files' | 'memory';
  /** To open a lab whose managers are locked: as it is printed. */
  readonly unlockKey?: string;
  /** Host names of machines, where they are otherwise than the names of these. */
  readonly hostnames?: Readonly<Record<string, string>>;
  /** Names of managers that are not to run when the lab is opened. */
  readonly stopped?: readonly string[];
  readonly onNodeEvent?: (name: string, event: NodeEvent) => void;
  readonly onRefused?: (refused: RefusedConnection) => void;
  /** Hears why something could not be done of which whoever asked was told less. */
  readonly onFailure?: (problem: Problem) => void;
  /** Hears of faults of the lab's own. */
  readonly onError: (error: unknown) => void;
}

/** What all of a lab has in common: its options, with everything that was left open. */
export interface Surroundings extends Required<Omit<LabOptions, 'pace' | 'overlay' | 'unlockKey'>> {
  readonly overlay: Overlay | undefined;
  readonly pace: Pace | undefined;
  /** Real time. */
  readonly realTime: Clock;
  /** Says why lab time is not real time, if it is not. */
  readonly whyAway: () => string | undefined;
  readonly usesTls: boolean;
  /** What the lab's own nodes call themselves: by that they are told from others. */
  readonly ownAgent: string;
}

export function surroundingsOf(options: LabOptions): Surroundings {
  const { clock = systemClock, entropy = systemEntropy, network = tlsNetwork } = options;
  const ownAgent = `swarmpki-lab/${Buffer.from(entropy.bytes(8)).toString('hex')}`;
  return {
    host: '127.0.0.1',
    port: 0,
    allowRemote: false,
    stopped: [],
    hostnames: {},
    spec: {},
    overlay: undefined,
    clock,
    storage: 'files',
    onNodeEvent: () => undefined,
    onRefused: () => undefined,
    onFailure: () => undefined,
    pace: undefined,
    realTime: systemClock,
    whyAway: () => (clock instanceof LabClock && !clock.isRealTime() ? distance(clock) : undefined),
    ...options,
    entropy,
    network: {
      connect: (wanted) => network.connect({ ...wanted, userAgent: ownAgent }),
      listen: (wanted) => network.listen(wanted),
    },
    usesTls: network === tlsNetwork,
    ownAgent,
  };
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** How far lab time is away from real time, in words. */
function distance(clock: LabClock): string {
  const offset = clock.realTimeOffset();
  const [unit, length] = units.find(([, ms]) => Math.abs(offset) >= ms) ?? units[3];
  const amount = Math.round(Math.abs(offset) / length);
  if (amount === 0) return 'its clock does not run as fast as real time, or stands still';
  return `its clock is ${amount} ${unit}${amount === 1 ? '' : 's'} ${offset > 0 ? 'ahead of' : 'behind'} it`;
}
