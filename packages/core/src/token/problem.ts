import { Problem } from '../problem.ts';

/** What can be wrong with a token or an unlock key. It is a secret and never part of the text. */
export class TokenProblem extends Problem<'invalid-join-token' | 'invalid-digest' | 'invalid-unlock-key'> {}
