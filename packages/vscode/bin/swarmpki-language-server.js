#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/server.cjs', import.meta.url);
if (existsSync(program)) {
  // The pages on findings are looked for beside what was started.
  process.argv[1] = fileURLToPath(program);
  await import(program.href);
} else {
  console.error('swarmpki has not been built yet: run `npm run build` in its repository.');
  process.exitCode = 1;
}
