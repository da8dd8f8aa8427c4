import { Problem } from '../../problem.ts';
import type { ProblemDetails } from '../../problem.ts';
import { object, text } from './codec.ts';

/** An engine's answer that is no success. Its message is the engine's own, word for word; an engine may be hostile. */
export class EngineRefusal extends Problem<'refused'> {
  /** HTTP status, 400 … 599 */
  readonly status: number;

  constructor(status: number, message: string, details: ProblemDetails = {}) {
    super('refused', message, details);
    this.status = status;
  }
}

/** The body of such an answer. */
export const refusedBody = object({ message: text });
