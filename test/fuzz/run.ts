import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { targets } from './targets.ts';
import type { Target } from './targets.ts';

const usage = `npm run fuzz [-- NAME] [-- --seed N] [-- --runs N]

Throws at each target in turn whatever can be made up, until one fails or Ctrl-C is pressed; or so many runs of each. What stands before the slash names all of them. A failure is printed with the seed and path that show it again, and becomes a case of a test. Names: ${targets.map(({ name }) => name).join(', ')}`;

/** Of one target before it is the next one's turn. */
const runsPerTurn = 2_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, runs: { type: 'string' }, path: { type: 'string' }, help: { type: 'boolean' } },
});
const chosen = targets.filter(({ name }) =>
  positionals.every((wanted) => name === wanted || name.startsWith(`${wanted}/`)),
);
if (values.help || chosen.length === 0) {
  console.error(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await fuzz(Number(values.seed ?? Date.now() % 2 ** 31), Number(values.runs ?? Infinity));
}

/** @returns the exit code */
async function fuzz(firstSeed: number, most: number): Promise<number> {
  for (let [seed, done] = [firstSeed, 0]; done < most; seed++, done += runsPerTurn) {
    for (const target of chosen) if (!(await holds(target, seed, Math.min(runsPerTurn, most - done)))) return 1;
    console.log(`${Math.min(done + runsPerTurn, most)} runs each; the last seed was ${seed}`);
  }
  return 0;
}

async function holds({ name, property }: Target, seed: number, numRuns: number): Promise<boolean> {
  const path = values.path === undefined ? {} : { path: values.path };
  const details = await fc.check(property, { seed, numRuns, ...path });
  if (!details.failed) return true;
  console.error(`${name}:\n${fc.defaultReportMessage(details)}`);
  return false;
}
