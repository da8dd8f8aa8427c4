import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import { startLab } from '../tools/swarm.ts';
import { answerRequests } from './child.ts';
import { floor } from './join.ts';
import { cpuTime, median } from './measure.ts';
import { profile } from './profile.ts';
import type { Parts } from './profile.ts';

/** Asks for a swarm of so many simulated nodes, and to rotate its root so often. */
export interface RotationRequest {
  readonly nodes: number;
  readonly rounds: number;
  /** Look closely at one more. */
  readonly profiled: boolean;
}

export interface RotationAnswer {
  /** CPU time of a rotation, per node, over that of a join floor measured right before and after. */
  readonly ratio: number;
  /** µs of CPU, all threads */
  readonly perNode: number;
  /** µs of CPU, the main thread */
  readonly perNodeMain: number;
  /** µs of CPU */
  readonly floor: number;
  /** Seconds by the wall. */
  readonly seconds: number;
  /** The most there was at any time, MiB. */
  readonly rss: number;
  /** Of the main thread's time. */
  readonly shares: Readonly<Record<string, number>>;
}

/** How often nodes report in this swarm, ms: what it costs that they are there is not the question. */
const heartbeatPeriod = 60_000;
/** How many nodes join at a time. */
const joining = 64;
const patience = 600_000;

const parts: Parts = new Map([
  ['newKey', 'make keys and requests'],
  ['readRequest', 'check requests'],
  ['issue', 'sign certificates'],
  ['loadIdentity', 'nodes check certificate and root'],
  ['acceptRoot', 'nodes check certificate and root'],
  ['prove', 'handshakes'],
  ['checkProof', 'handshakes'],
  ['identifyClient', 'handshakes'],
  ['identifyServer', 'handshakes'],
  ['commit', 'write, disk included'],
  ['(garbage collector)', 'collect garbage'],
]);

async function joinAll(lab: Lab, nodes: number): Promise<void> {
  const token = lab.joinToken('worker');
  let next = 0;
  const joinNext = async (): Promise<void> => {
    while (next < nodes) await lab.join(`node-${next++}`, token);
  };
  await Promise.all(Array.from({ length: joining }, joinNext));
  await lab.until('all are ready', ({ isSettled, nodes: living }) => isSettled && living.size === nodes + 1, patience);
}

/** Until all trust the new root and have said so. */
async function rotate(lab: Lab): Promise<void> {
  await lab.rotateRoot();
  await lab.until(
    'all have said that they trust the new root',
    ({ isSettled, state: { cluster, nodes } }) =>
      isSettled &&
      [...nodes.values()].every(({ description }) => description?.tlsInfo?.trustRoot === cluster.rootCa.caCert),
    patience,
  );
}

async function floorNow(): Promise<number> {
  const before = cpuTime();
  await floor(1_000);
  return (cpuTime() - before) / 1_000;
}

function mainThread(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function measure(lab: Lab, { nodes, rounds, profiled }: RotationRequest): Promise<RotationAnswer> {
  const seen = {
    ratio: [] as number[],
    all: [] as number[],
    main: [] as number[],
    floor: [] as number[],
    s: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    const before = await floorNow();
    const [begun, all, main] = [performance.now(), cpuTime(), mainThread()];
    await rotate(lab);
    const used = (cpuTime() - all) / nodes;
    seen.main.push((mainThread() - main) / nodes);
    seen.s.push((performance.now() - begun) / 1000);
    const least = (before + (await floorNow())) / 2;
    seen.all.push(used);
    seen.floor.push(least);
    seen.ratio.push(used / least);
  }
  const rss = process.resourceUsage().maxRSS / 1024;
  return {
    ratio: median(seen.ratio),
    perNode: median(seen.all),
    perNodeMain: median(seen.main),
    floor: median(seen.floor),
    seconds: median(seen.s),
    rss,
    shares: profiled ? await profile(parts, () => rotate(lab)) : {},
  };
}

answerRequests(async (message): Promise<RotationAnswer> => {
  const request = message as RotationRequest;
  await using test = await startLab({
    network: inProcessNetwork(systemEntropy),
    storage: 'memory',
    spec: { heartbeatPeriod },
    onNodeEvent: () => undefined,
  });
  await joinAll(test.lab, request.nodes);
  return await measure(test.lab, request);
});
