import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { LabUser } from '../cli/lab-user.ts';
import { builtProgram } from '../tools/built-program.ts';
import { run } from '../tools/run.ts';
import { compare, wallTime } from './measure.ts';
import type { Benchmark } from './measure.ts';

const [rounds, nodes] = [15, 1_000];

/** What a program costs that does nothing but say its version: scripts ask for it again and again. */
export const cliVersion: Benchmark = {
  name: 'cli/version',
  run: async () => {
    await using program = await builtProgram();
    const started = await compare(
      { node: () => succeed(['-e', '0']), version: () => succeed([program.path, '--version']) },
      { rounds, times: { node: 1, version: 1 }, by: wallTime },
    );
    return {
      name: cliVersion.name,
      ratio: started.version / started.node,
      goal: 1.3,
      detail: `swarmpki --version: ${ms(started.version)}; node -e 0: ${ms(started.node)}`,
    };
  },
};

/** What a list of many nodes costs beside what the host takes to answer. */
export const cliNodeLs: Benchmark = {
  name: 'cli/node-ls',
  run: async () => {
    await using program = await builtProgram();
    await using user = await LabUser.arrive(program.path);
    await user.prints('init', '--listen-addr', '127.0.0.1:0');
    await user.prints('node', 'add', '--count', String(nodes));
    const socketPath = (await user.prints('socket')).slice('unix://'.length);
    const answers = async (): Promise<void> => {
      for (const path of ['/_ping', '/v1.41/nodes', '/v1.41/info']) await receive(socketPath, path);
    };
    const listed = await compare(
      {
        version: () => user.prints('--version').then(() => undefined),
        list: () => user.prints('node', 'ls').then(() => undefined),
        server: answers,
      },
      { rounds, times: { version: 1, list: 1, server: 1 }, by: wallTime },
    );
    const own = listed.list - listed.server;
    return {
      name: cliNodeLs.name,
      ratio: own / listed.version,
      goal: 1.5,
      detail: [
        `node ls of ${nodes} nodes: ${ms(listed.list)}, of which the host takes ${ms(listed.server)} to answer`,
        `what is left: ${ms(own)}; --version: ${ms(listed.version)}`,
      ].join('\n'),
    };
  },
};

async function succeed(words: readonly string[]): Promise<void> {
  const { code, stderr } = await run(process.execPath, words);
  if (code !== 0) throw new Error(`it ended with ${code}: ${stderr}`);
}

/** Receives an answer, and does nothing with it. */
async function receive(socketPath: string, path: string): Promise<void> {
  const call = request({ socketPath, path, agent: false, signal: AbortSignal.timeout(30_000) }).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
}

function ms(us: number): string {
  return `${(us / 1_000).toFixed(1)} ms`;
}
