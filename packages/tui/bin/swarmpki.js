#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error('swarmpki has not been built yet: run `npm run build` in its repository, or `npm start` instead.');
  process.exitCode = 1;
}
