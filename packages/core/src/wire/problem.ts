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
  | 'not-tls'
  | 'tls-version'
  | 'not-http2'
  | 'too-many'
  | 'invalid-url'
  | 'redirects'
  | 'not-http'
> {}
