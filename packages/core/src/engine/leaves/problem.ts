import { Problem } from '../../problem.ts';

/** Why nothing can be said about the certificate of a node. */
export class LeafProblem extends Problem<'no-manager' | 'not-issued' | 'no-certificate' | 'another-node'> {}
