import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { hostNodeFlags } from '../../packages/core/src/lab/host/node-flags.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

/** A process of its own, so that its memory is nobody else's; it answers one request after the other. */
export interface Child<Request, Answer> extends AsyncDisposable {
  readonly ask: (request: Request) => Promise<Answer>;
}

/**
 * Starts a program of this folder, bundled as the terminal program is when it is shipped, and run as that runs a host:
 * reading TypeScript would count as memory of the lab.
 */
export async function startChild<Request extends object, Answer>(program: string): Promise<Child<Request, Answer>> {
  const directory = await temporaryDirectory();
  const outfile = join(directory.path, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(program, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const child = fork(outfile, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [...hostNodeFlags] });
  return {
    ask: (request) => {
      const answer = answerOf<Answer>(child);
      child.send(request);
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await directory[Symbol.asyncDispose]();
    },
  };
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const heard = new AbortController();
  const { signal } = heard;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process of the benchmark ended with ${String(code)}`);
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Answer];
    return answer;
  } finally {
    ended.catch(() => undefined);
    heard.abort();
  }
}

/** In such a process: answers requests, until the parent hangs up. Called before anything is waited for. */
export function answerRequests(answer: (request: unknown) => Promise<unknown>): void {
  process.on('message', (request) => {
    // Whatever keeps it from answering ends the process, and so the benchmark.
    void answer(request).then((answered) => process.send?.(answered));
  });
}
