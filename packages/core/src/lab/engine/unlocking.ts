import { TokenProblem } from '../../token/problem.ts';
import { parseUnlockKey } from '../../token/unlock-key.ts';
import { badParameter } from './refusals.ts';

/** @param unlockKey as it is printed @throws {EngineRefusal} 400 */
export function checkUnlockKey(unlockKey: string): void {
  try {
    parseUnlockKey(unlockKey);
  } catch (error) {
    throw error instanceof TokenProblem ? badParameter(error.message, error.next) : error;
  }
}
