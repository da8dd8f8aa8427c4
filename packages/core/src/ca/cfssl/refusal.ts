import { Problem } from '../../problem.ts';

/** The errors of cfssl that our server gives: thousands say where, the rest why. */
export const cfsslCodes = {
  invalidPolicy: 5200,
  policyViolation: 5300,
  authenticationFailure: 7100,
  json: 7200,
  serverRequestFailed: 7500,
  badRequest: 9300,
} as const;

/** Why a CA does not sign: told to whoever asked, and no fault of ours. */
export class Refusal extends Problem<keyof typeof cfsslCodes> {}
