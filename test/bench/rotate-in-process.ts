import { startChild } from './child.ts';
import { percent, us } from './measure.ts';
import type { Benchmark } from './measure.ts';
import type { RotationAnswer, RotationRequest } from './rotation-process.ts';

/** What a rotation was to cost, in join floors a node, and what it would have to cost to be as cheap as a straight loop. */
const [goal, farGoal] = [8, 3.5];
/** MiB */
const mostMemory = 350;
/** What a rotation asks for at least: 6 signatures are checked and 4 made for each node. See `why`. */
const why =
  'checked for each node: its request, its certificate, the cross-signed root, the manager’s certificate, and each end’s handshake';

async function measure(request: RotationRequest): Promise<RotationAnswer> {
  await using child = await startChild<RotationRequest, RotationAnswer>('rotation-process.ts');
  return await child.ask(request);
}

let large: Promise<RotationAnswer> | undefined;
/** Measured once, whichever benchmarks ask. */
function tenThousand(): Promise<RotationAnswer> {
  return (large ??= measure({ nodes: 10_000, rounds: 3, profiled: true }));
}

function sharesIn({ shares }: RotationAnswer): string {
  return Object.entries(shares)
    .toSorted(([, a], [, b]) => b - a)
    .map(([part, of]) => `${part} ${percent(of)}`)
    .join(', ');
}

export const rotateFloor: Benchmark = {
  name: 'rotate-10000/floor',
  run: async () => {
    const answer = await tenThousand();
    const { ratio, perNode, perNodeMain, floor, seconds } = answer;
    return {
      name: 'rotate-10000/floor',
      ratio,
      goal,
      detail:
        `10,000 nodes in one process, durable, every check made, reporting once a minute: ${seconds.toFixed(1)} s; ` +
        `${us(perNode)} of CPU a node, of which ${us(perNodeMain)} on the main thread; a join floor is ${us(floor)}\n` +
        `the main thread's time: ${sharesIn(answer)}\n` +
        `${farGoal} floors would be ${us(farGoal * floor)} a node, ${us(perNode - farGoal * floor)} less; ${why}`,
    };
  },
};

export const rotateMemory: Benchmark = {
  name: 'rotate-10000/memory',
  run: async () => {
    const { rss } = await tenThousand();
    return {
      name: 'rotate-10000/memory',
      ratio: rss / mostMemory,
      goal: 1,
      detail: `${Math.round(rss)} MiB at most, of ${mostMemory}`,
    };
  },
};

export const rotateLinear: Benchmark = {
  name: 'rotate-10000/rotate-1000',
  run: async () => {
    const small = await measure({ nodes: 1_000, rounds: 7, profiled: false });
    const answer = await tenThousand();
    return {
      name: 'rotate-10000/rotate-1000',
      ratio: answer.ratio / small.ratio,
      goal: 1.2,
      detail: `a node costs ${answer.ratio.toFixed(1)} join floors among 10,000, ${small.ratio.toFixed(1)} among 1,000`,
    };
  },
};
