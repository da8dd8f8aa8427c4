import { cp, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { addWorkers, labOptions } from './labs.ts';
import type { LabPlace } from './labs.ts';
import type { LoadTask } from './load-process.ts';
import type { LoadWord } from './load-words.ts';
import { Model } from './model.ts';
import { makeProgram, runProgram } from './program.ts';
import type { Program } from './program.ts';
import { checkIntegrity } from './recovery.ts';

let base: string;
let program: Program;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'swarmpki-crash-'));
  program = await makeProgram('load-process.ts', base);
});
afterAll(() => rm(base, { recursive: true, force: true }));

/** Under load for so long at most, ms. */
const longestLoad = 400;
/** One process in so many is killed at any moment of its start instead. */
const killedEarly = 8;
const longestStart = 500;

async function prepare(network: LabPlace['network']): Promise<LabPlace> {
  const place = { directory: join(base, network), network };
  const lab = await Lab.create(labOptions(place, (error) => expect.fail(String(error))));
  await addWorkers(lab, ['node-1', 'node-2', 'node-3', 'node-4']);
  await lab.until('all are ready', ({ isSettled }) => isSettled);
  await lab.close();
  return place;
}

/** Looks at a copy, so that the next process finds what the killed one has left. */
async function checkCopy({ directory }: LabPlace): Promise<void> {
  const [path, copy] = [places.store(directory), join(base, 'copy')];
  const copies = await mkdtemp(copy);
  for (const suffix of ['', '-wal']) {
    if (existsSync(path + suffix)) await cp(path + suffix, join(copies, `swarm.db${suffix}`));
  }
  checkIntegrity(join(copies, 'swarm.db'));
  await rm(copies, { recursive: true });
}

/** Kills one process after the other that carry on with the same lab. The last one is let come to rest. */
async function killAgainAndAgain(network: LabPlace['network'], kills: number): Promise<void> {
  const place = await prepare(network);
  const model = new Model();
  let killed = 0;
  let early = 0;
  for (let round = 1; round <= kills + 1; round++) {
    const isLast = round > kills;
    const killEarly = !isLast && round % killedEarly === 0;
    const task: LoadTask = { ...place, round };
    const ended = await runProgram<LoadWord>(program, task, (word, kill) => {
      if (word === undefined && killEarly) setTimeout(kill, Math.random() * longestStart);
      if (word?.kind === 'well') setTimeout(kill, isLast ? 0 : Math.random() * longestLoad);
    });
    expect(ended.killed).toBe(true);
    if (!isLast) killed++;
    if (!ended.words.some(({ kind }) => kind === 'well')) early++;
    await checkCopy(place);
    model.hear(ended.words);
  }
  expect(killed).toBe(kills);
  const shown = (counts: ReadonlyMap<string, number>): string =>
    [...counts].map(([kind, times]) => `${kind} ${times}`).join(', ');
  process.stdout.write(
    `${network}: killed ${killed} times, ${early} of them before all was well again\n` +
      `  acknowledged and found: ${shown(model.found)}\n` +
      `  perhaps replaced by what was under way: ${shown(model.superseded)}\n` +
      `  refused: ${shown(model.refused)}; cut off by a rotation, and replaced: ${model.stranded}\n`,
  );
  const kinds = ['member', 'certificate', 'role', 'node-label', 'swarm-label', 'token', 'root'];
  for (const kind of kinds) expect(model.found.get(kind) ?? 0, kind).toBeGreaterThan(0);
}

describe('a lab that is killed at random under load, two hundred times', () => {
  it.concurrent.each([
    ['in-process', 120],
    ['tls', 80],
  ] as const)('has all that it acknowledged, and finishes what it began: over %s', killAgainAndAgain, 300_000);
});
