import { ClientProblem, HttpEngineClient, chooseEngine, findEndpoint } from '@swarmpki/core/engine';
import type { EngineClient } from '@swarmpki/core/engine';
import type { EngineWish } from './run.ts';

/**
 * Reaches the engine that is meant.
 *
 * @param environment the variables of the process
 * @throws {ClientProblem}
 */
export async function connect({ host, context }: EngineWish, environment: NodeJS.ProcessEnv): Promise<EngineClient> {
  const choice = chooseEngine({ host, context }, environment);
  if (choice.kind === 'lab') {
    throw new ClientProblem('no-engine', 'no engine is named, and there is no lab that runs by itself yet', {
      next: 'Name one: --host unix:///run/docker.sock, or --context current.',
    });
  }
  return new HttpEngineClient(await findEndpoint(choice, environment), environment);
}
