export { parseJoinToken } from './join-token.ts';
export type { JoinToken } from './join-token.ts';
export { TokenProblem } from './problem.ts';
