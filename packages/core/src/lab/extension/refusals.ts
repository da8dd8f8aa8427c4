import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { ClockProblem } from '../../clock/problem.ts';
import { KeyFileProblem } from '../../keyfile/problem.ts';
import { Problem } from '../../problem.ts';
import { Refusal } from '../../swarm/refusal.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import { answerTo, withNext } from '../engine/refusals.ts';
import { isLocked } from '../find-managers.ts';
import { LabProblem } from '../problem.ts';

/** HTTP statuses of what a lab and its clock refuse; everything else that has a reason is a 500. */
const statuses: Readonly<Partial<Record<LabProblem['code'] | ClockProblem['code'], number>>> = {
  'bad-name': 400,
  exists: 409,
  closed: 503,
  'no-leader': 503,
  'no-node': 409,
  past: 400,
  beyond: 400,
  speed: 400,
  'nothing-due': 409,
  interrupted: 409,
};

/** Does what a lab was asked. @throws {EngineRefusal} for whatever it, its clock or its managers refuse */
export async function answering<Reply>(work: () => Promise<Reply> | Reply): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(error);
  }
}

/** What is no problem of anybody's, but a fault, stays what it is. */
function refusalOf(error: unknown): unknown {
  if (error instanceof EngineRefusal) return error;
  if (error instanceof Refusal || error instanceof RpcError) return answerTo(error);
  if (error instanceof KeyFileProblem) return withNext(isLocked(error) ? 409 : 500, error);
  if (error instanceof LabProblem || error instanceof ClockProblem) return withNext(statuses[error.code] ?? 500, error);
  return error instanceof Problem ? withNext(500, error) : error;
}

/** It is not as it would have to be for that. */
export function conflict(message: string, next?: string): EngineRefusal {
  return new EngineRefusal(409, next === undefined ? message : `${message}. ${next}`, { next });
}
