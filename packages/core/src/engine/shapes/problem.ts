import { Problem } from '../../problem.ts';

/** JSON that does not have the shape it should have. */
export class ShapeProblem extends Problem<'malformed'> {}
