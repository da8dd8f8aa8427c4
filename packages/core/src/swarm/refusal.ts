import { Problem } from '../problem.ts';
import type { ProblemDetails } from '../problem.ts';

/** Status codes that swarm answers with, by their gRPC names. */
export type RefusalCode =
  | 'InvalidArgument'
  | 'NotFound'
  | 'PermissionDenied'
  | 'FailedPrecondition'
  | 'ResourceExhausted'
  | 'Aborted'
  | 'Internal'
  | 'Unavailable'
  | 'Unknown';

/** A command that is not carried out. Nothing has been written. */
export class Refusal extends Problem<RefusalCode> {}

export function refuse(code: RefusalCode, message: string, details: ProblemDetails = {}): Refusal {
  return new Refusal(code, message, details);
}
