import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { NodeProblem } from '../../node/problem.ts';
import { Problem } from '../../problem.ts';
import { TokenProblem } from '../../token/problem.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import { ConnectionProblem } from '../../wire/problem.ts';
import { answerTo, withNext } from './refusals.ts';

/**
 * Why a join failed, as an engine answers it (docs/protocol.md §2.4): what a manager refuses with the status that belongs to
 * its code, nobody there as unavailable, and what the node itself refuses as a fault, as Docker does.
 *
 * @returns what is no refusal as it is
 */
export function joinRefusal(error: unknown): unknown {
  if (error instanceof RpcError) return answerTo(error);
  if (error instanceof ConnectionProblem) {
    return answerTo(new RpcError('Unavailable', `connection error: desc = "transport: ${error.message}"`, error));
  }
  if (error instanceof NodeProblem && error.code === 'manager-role') return withNext(400, error);
  if (error instanceof TokenProblem || error instanceof NodeProblem) return asIs(error);
  // A certificate that is not what it should be: the reason is all that there is to say.
  return error instanceof Problem ? asIs(error) : error;
}

function asIs(problem: Problem): EngineRefusal {
  const { message, expected, next } = problem;
  return new EngineRefusal(500, message, { expected, next, cause: problem });
}
