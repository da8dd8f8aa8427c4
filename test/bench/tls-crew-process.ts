import { NodeProblem } from '../../packages/core/src/node/problem.ts';
import { RpcError } from '../../packages/core/src/wire/grpc/status.ts';
import { startCrew } from '../tools/swarm.ts';
import type { TestCrew } from '../tools/swarm.ts';
import { answerRequests } from './child.ts';
import { memoryInUse } from './measure.ts';

/** What is asked of nodes that live together in a process. */
export type CrewRequest =
  | { readonly kind: 'join'; readonly manager: string; readonly token: string; readonly nodes: number }
  | { readonly kind: 'close' };

export interface CrewAnswer {
  /** How long it took until those that were asked for had joined, ms. */
  readonly took: number;
  /** The token was the right one no more. */
  readonly isRefused: boolean;
  /** MiB */
  readonly rss: number;
}

const crews: TestCrew[] = [];

/** @returns whether the manager has let them in */
async function join({ manager, token, nodes }: Extract<CrewRequest, { kind: 'join' }>): Promise<boolean> {
  try {
    crews.push(await startCrew(manager, token, nodes));
    return true;
  } catch (error) {
    if (error instanceof RpcError && error.code === 'InvalidArgument') return false;
    if (error instanceof NodeProblem && error.code === 'fingerprint') return false;
    throw error;
  }
}

answerRequests(async (asked): Promise<CrewAnswer> => {
  const request = asked as CrewRequest;
  const begun = performance.now();
  const isRefused = request.kind === 'join' && !(await join(request));
  const took = performance.now() - begun;
  // A node alone is looked at for the time it took.
  const rss = request.kind === 'join' && request.nodes > 1 ? memoryInUse() : Number.NaN;
  if (request.kind === 'close') for (const crew of crews) await crew[Symbol.asyncDispose]();
  return { took, isRefused, rss };
});
