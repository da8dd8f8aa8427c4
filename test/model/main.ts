// Explores by hand: `node test/model/main.ts`, or of some scopes `node test/model/main.ts "two rotations"`. As JSON with
// `--json`, for programs. Ends with the first fault.
import { explore } from './explore.ts';
import type { Exploration } from './explore.ts';
import { prepare } from './found.ts';
import { inWords } from './report.ts';
import { scopes } from './scopes.ts';

const wanted = process.argv.slice(2).filter((argument) => argument !== '--json');
const isForPrograms = process.argv.includes('--json');
const setting = await prepare();
let fault: Exploration['fault'];
for (const scope of scopes) {
  if (fault !== undefined || (wanted.length > 0 && !wanted.includes(scope.name))) continue;
  const exploration = explore(setting, scope);
  ({ fault } = exploration);
  if (!isForPrograms) process.stdout.write(inWords(scope, exploration));
}
if (isForPrograms) process.stdout.write(JSON.stringify(fault ?? {}));
process.exitCode = fault === undefined ? 0 : 1;
