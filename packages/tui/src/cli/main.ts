import { parseArgs } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { silenceSqliteWarning } from './warnings.ts';

const usage = `swarmpki: see, run, break and inspect the PKI of Docker's swarm mode

Usage
  swarmpki tour        make a swarm, join nodes, renew, rotate the root, and prove what became of the old one

Options
  --plain              plain lines also on a terminal
  --version            print the version
  --help               print this

Examples
  swarmpki tour
  swarmpki tour --plain > tour.txt
`;

/** Runs the command line. @returns the exit code */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { plain: { type: 'boolean' }, version: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.version) {
    console.log(manifest.version);
    return 0;
  }
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  if (command !== 'tour' || rest.length > 0) {
    console.error(`swarmpki: there is no command "${positionals.join(' ')}". Try: swarmpki --help`);
    return 2;
  }
  const { tour } = await import('./tour.ts');
  return tour({ plain: values.plain === true || !process.stdout.isTTY });
}

silenceSqliteWarning();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(`swarmpki: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = isUsage(error) ? 2 : 1;
}

function isUsage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
