#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  // An older one would stop at the first import that it does not know, with a stack trace.
  console.error(
    `swarmpki needs Node 22.22 or newer, and this is Node ${process.versions.node}. \`npx swarmpki\` in its repository takes the one that \`npm ci\` has brought along.`,
  );
  process.exitCode = 1;
} else if (existsSync(program)) await import(program.href);
else {
  console.error('swarmpki has not been built yet: run `npm run build` in its repository, or `npm start` instead.');
  process.exitCode = 1;
}
