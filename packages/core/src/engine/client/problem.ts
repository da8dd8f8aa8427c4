import { Problem } from '../../problem.ts';

/** What keeps one from reaching an engine, or from understanding it. Its text holds no secret that was sent. */
export class ClientProblem extends Problem<
  | 'no-engine'
  | 'refused-connection'
  | 'permission-denied'
  | 'unreachable'
  | 'timeout'
  | 'aborted'
  | 'closed'
  | 'tls'
  | 'ssh'
  | 'bad-address'
  | 'bad-context'
  | 'too-much'
  | 'not-an-engine'
  | 'too-old'
  | 'too-new'
> {}
