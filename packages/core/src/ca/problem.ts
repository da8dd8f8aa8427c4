import { Problem } from '../problem.ts';

/**
 * Why there is no certificate.
 *
 * - `failed`: for good, the node's certificate becomes FAILED;
 * - `recoverable`: for now, it stays as it is and is signed later (docs/protocol.md §9.3);
 * - `not-cross-signed`: an external CA answered with something else than the new root's name and key.
 */
export class SigningProblem extends Problem<'failed' | 'recoverable' | 'not-cross-signed'> {}
