import { Problem } from '../../problem.ts';

/** Why something that was found cannot be read, beyond what is wrong with its DER. */
export class ItemProblem extends Problem<'damaged' | 'unknown-contents' | 'too-large' | 'unsupported'> {}
