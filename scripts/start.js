// `npm start`: builds the terminal program if its sources are newer than it, and runs it in this very process.
import { requireNode } from './node-version.js';

requireNode();
const { buildIfStale, terminalEntry } = await import('./build.ts');
await buildIfStale();
if (process.argv.length === 2) process.argv.push('tour');
await import(terminalEntry.href);
