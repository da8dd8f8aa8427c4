import { Problem } from '../../problem.ts';

/** Nothing was refused, and yet the attacker did not get what he wanted. */
export class AttackProblem extends Problem<'without-effect'> {}
