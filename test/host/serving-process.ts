import { parseArgs } from 'node:util';
import { serveLab } from '../../packages/core/src/lab/host/serve-lab.ts';
import type { Environment } from '../../packages/core/src/lab/host/user-directories.ts';

/** Hosts a lab as `swarmpki serve` does, for a user who is given first. */
const [user = '{}', , ...words] = process.argv.slice(2);
const { values } = parseArgs({ args: words, options: { 'state-dir': { type: 'string' }, idle: { type: 'string' } } });
const host = await serveLab({
  stateDirectory: values['state-dir'] ?? '',
  environment: JSON.parse(user) as Environment,
  version: '0.0.0',
  // One that began late, when the one before was stopped, has nobody to end it.
  idleMs: 10_000,
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
await host.ended;
