import { Problem } from '../problem.ts';

/** What can be wrong with a token. The token itself is a secret and never part of the text. */
export class TokenProblem extends Problem<'invalid-join-token' | 'invalid-digest'> {}
