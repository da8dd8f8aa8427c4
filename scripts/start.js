// `npm start`: builds the terminal program if its sources are newer than it, and runs it in this very process: the screens
// on a terminal, the tour on a pipe and where nobody looks.
import { requireNode } from './node-version.js';

requireNode();
const { buildIfStale, terminalEntry } = await import('./build.ts');
await buildIfStale();
const { stdin, stdout, env } = process;
const isWatched = stdin.isTTY && stdout.isTTY && !env.CI;
if (process.argv.length === 2) process.argv.push(isWatched ? 'ui' : 'tour');
await import(terminalEntry.href);
