import { Problem } from '../problem.ts';

/** Why there is no connection. */
export class ConnectionProblem extends Problem<
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'closed'
  | 'handshake'
  | 'canceled'
  | 'no-certificate'
  | 'malformed-certificate'
> {}
