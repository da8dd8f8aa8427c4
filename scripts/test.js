// `npm test`: every test that this machine can run. Arguments go to vitest.
import { requireNode } from './node-version.js';

requireNode();
const { startVitest } = await import('vitest/node');
const { parseCLI } = await import('vitest/node');
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await startVitest('test', filter, options);
if (process.env['SWARMPKI_TRY_WINDOWS_TWICE'] === '1') await tryWindowsAgain();
await vitest.close();

/**
 * A window of VS Code loses what is asked of it while it is busy, and says nothing of that. Files of tests that fail in one are
 * tried once more, each in a window of its own, if they are few and nothing else has failed; the output says which.
 */
async function tryWindowsAgain() {
  const most = 3;
  const failed = vitest.state.getTestModules().filter((module) => module.state() === 'failed');
  const isWindow = ({ moduleId }) => moduleId.includes('/test/vscode/workbench/');
  if (failed.length === 0 || failed.length > most || !failed.every(isWindow)) return;
  if (vitest.state.getUnhandledErrors().length > 0) return;
  console.log(`\nTried once more: ${failed.map(({ moduleId }) => moduleId.split('/').at(-1)).join(', ')}`);
  process.exitCode = undefined;
  await vitest.rerunTestSpecifications(failed.flatMap(({ moduleId }) => vitest.getModuleSpecifications(moduleId)));
}
