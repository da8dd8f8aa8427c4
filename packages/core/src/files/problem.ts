import { Problem } from '../problem.ts';

/** Why a file is not read. */
export class FileProblem extends Problem<'missing' | 'not-readable' | 'not-regular' | 'too-large'> {}
