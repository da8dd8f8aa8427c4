import { rotateToTheEnd, startLab } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';
import { answerRequests } from './child.ts';
import { memoryInUse } from './measure.ts';

/** What is asked of a manager that is alone in its process. */
export type HostRequest =
  | { readonly kind: 'found' }
  /** Answers once so many nodes are ready, the manager's own included. */
  | { readonly kind: 'ready'; readonly nodes: number }
  | { readonly kind: 'rotate' }
  | { readonly kind: 'close' };

export interface HostAnswer {
  readonly manager: string;
  readonly token: string;
  /** MiB */
  readonly rss: number;
}

const patience = 300_000;
let test: TestLab | undefined;

async function carryOut(request: HostRequest, { lab }: TestLab): Promise<void> {
  if (request.kind === 'rotate') await rotateToTheEnd(lab, patience);
  if (request.kind === 'ready') {
    await lab.until(
      'all are ready',
      ({ isSettled, state }) => isSettled && state.nodes.size === request.nodes,
      patience,
    );
  }
}

answerRequests(async (asked): Promise<HostAnswer> => {
  const request = asked as HostRequest;
  test ??= await startLab({ onNodeEvent: () => undefined });
  const { lab } = test;
  const [manager, token] = [lab.manager.address, lab.joinToken('worker')];
  await carryOut(request, test);
  const answer = { manager, token, rss: memoryInUse() };
  if (request.kind === 'close') await test[Symbol.asyncDispose]();
  return answer;
});
