import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { startCrew } from '../tools/swarm.ts';
import type { TestCrew } from '../tools/swarm.ts';
import type { LabAnswer, LabRequest } from './lab-process.ts';
import type { Benchmark } from './measure.ts';

const size = 200;

/** Seconds by the wall that each part took. */
interface Laps {
  readonly join: number;
  readonly ready: number;
  readonly rotate: number;
}

/** A swarm that our nodes join: what they do is the same, wherever it is. */
interface Swarm extends AsyncDisposable {
  readonly manager: string;
  readonly token: string;
  readonly allReady: () => Promise<void>;
  /** Rotates the root, and returns when the swarm says that it is done. */
  readonly rotate: () => Promise<void>;
  /** PEM */
  readonly root: () => Promise<string>;
}

async function lab(): Promise<Swarm> {
  const child = fork(new URL('lab-process.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const answered = async (): Promise<LabAnswer> => {
    const [answer] = (await once(child, 'message')) as [LabAnswer];
    return answer;
  };
  const ask = (request: LabRequest): Promise<LabAnswer> => {
    const answer = answered();
    child.send(request);
    return answer;
  };
  let { manager, token, root } = await answered();
  return {
    manager,
    token,
    allReady: async () => void (await ask({ kind: 'ready', nodes: size + 1 })),
    rotate: async () => {
      ({ root } = await ask({ kind: 'rotate' }));
    },
    root: () => Promise.resolve(root),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.send({ kind: 'close' } satisfies LabRequest);
      await ended;
    },
  };
}

async function dockerd(): Promise<Swarm> {
  const engine = await Engine.start();
  const manager = await engine.init();
  return {
    manager,
    token: await engine.output('swarm', 'join-token', '-q', 'worker'),
    allReady: async () => {
      await eventually(
        'all are Ready',
        async () => {
          const lines = await engine.output('node', 'ls', '--format', '{{.Status}}');
          return lines.split('\n').filter((line) => line === 'Ready').length === size + 1 || undefined;
        },
        { timeoutMs: 120_000 },
      );
    },
    rotate: async () => void (await engine.output('swarm', 'ca', '--rotate', '--quiet')),
    root: async () => `${await engine.output('swarm', 'ca')}\n`,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

async function measure(make: () => Promise<Swarm>): Promise<Laps> {
  await using swarm = await make();
  const start = performance.now();
  await using crew: TestCrew = await startCrew(swarm.manager, swarm.token, size);
  const joined = performance.now();
  await swarm.allReady();
  const ready = performance.now();
  await swarm.rotate();
  const root = await swarm.root();
  await eventually(
    'all trust the new root',
    () => crew.nodes.every(({ credentials }) => credentials.trust.pem === root) || undefined,
    {
      everyMs: 5,
    },
  );
  const rotated = performance.now();
  return { join: (joined - start) / 1000, ready: (ready - joined) / 1000, rotate: (rotated - ready) / 1000 };
}

function total({ join, ready, rotate }: Laps): number {
  return join + ready + rotate;
}

function words({ join, ready, rotate }: Laps): string {
  return `${join.toFixed(2)} s to join, ${ready.toFixed(2)} s until all were ready, ${rotate.toFixed(2)} s to rotate`;
}

export const rotateDockerd: Benchmark = {
  name: 'rotate-200/dockerd',
  run: async () => {
    if (dockerMissing !== undefined) throw new Error(`rotate-200/dockerd cannot run here: ${dockerMissing}`);
    const ours = await measure(lab);
    const docker = await measure(dockerd);
    return {
      name: 'rotate-200/dockerd',
      ratio: total(ours) / total(docker),
      goal: 1 / 10,
      detail: `ours ${words(ours)}\na real Docker Engine ${words(docker)}\nthe rotation alone ${(docker.rotate / ours.rotate).toFixed(1)} times as fast`,
    };
  },
};
