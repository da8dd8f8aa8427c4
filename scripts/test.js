// `npm test`: every test that this machine can run. Arguments go to vitest.
import { requireNode } from './node-version.js';

requireNode();
const { startVitest } = await import('vitest/node');
const { parseCLI } = await import('vitest/node');
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await startVitest('test', filter, options);
await vitest.close();
