import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { sealedTraces, tracesOf } from '../tools/traces.ts';
import { addWorkers, labOptions } from './labs.ts';
import type { LabPlace } from './labs.ts';
import type { Tripwire } from './tripwire.ts';
import { runProgram } from './program.ts';
import type { Ended, Program } from './program.ts';
import type { Deed, VictimTask, Word } from './victim-process.ts';

/** A lab that lies ready to be copied: two managers, or three of which one is to go; and two workers. */
interface Template extends LabPlace {
  /** PEM */
  readonly root: string;
  /** By what its root's key and its secrets can be found: in plain form, and sealed. */
  readonly secrets: readonly (Buffer | string)[];
}

/** A process that has done something, or died of it. */
export type Victim = Ended<Word>;

/** The last of what a process said of one kind. */
export function said<Kind extends Word['kind']>(
  { words }: Victim,
  kind: Kind,
): Extract<Word, { readonly kind: Kind }> | undefined {
  return words.findLast((word): word is Extract<Word, { readonly kind: Kind }> => word.kind === kind);
}

/** Looks at what a killed process has left, and takes it up. */
export type Judge = (place: LabPlace, victim: Victim, template: Template) => Promise<void>;

/** Each lane dies at one side of the steps, and has a network and a lab of its own, which it copies again and again. */
const lanes = [
  { when: 'before', network: 'in-process' },
  { when: 'after', network: 'tls' },
] as const;

/**
 * Lets processes do the same thing again and again, each killed at another of its steps on the disk, before it or after it,
 * and each on a copy of the same lab.
 *
 * How often transactions are committed depends on how they fall together, and differs a little; all other steps are the
 * same in every run.
 *
 * @param program of `victim-process.ts`
 * @param base for everything that is made
 * @returns how many processes died
 */
export async function killAtEachStep(program: Program, base: string, deed: Deed, judge: Judge): Promise<number> {
  const work = lanes.map((lane) => killInLane(program, join(base, `${deed}-${lane.network}`), deed, lane, judge));
  // Where one lane fails the other ends by itself: nothing of it may go on beyond the test.
  await Promise.allSettled(work);
  const died = await Promise.all(work);
  process.stdout.write(`${deed}: killed before ${died[0]} steps and after ${died[1]}\n`);
  return died.reduce((sum, count) => sum + count, 0);
}

async function killInLane(
  program: Program,
  base: string,
  deed: Deed,
  { when, network }: (typeof lanes)[number],
  judge: Judge,
): Promise<number> {
  const template = await prepare(`${base}-template`, network, deed);
  const run = async (at: string, name: string): Promise<Victim> => {
    const directory = `${base}-${name}`;
    if (!deed.startsWith('create')) await cp(template.directory, directory, { recursive: true });
    const tripwire: Tripwire = { at, when };
    try {
      const place = { ...placeOf(template), directory };
      const victim = await runProgram<Word>(program, { ...place, ...tripwire, deed } satisfies VictimTask);
      await judge(place, victim, template);
      return victim;
    } catch (error) {
      throw new Error(`${deed}, killed ${when} "${at}": ${String(error)}`, { cause: error });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };

  const steps = said(await run('none', 'whole'), 'done')?.steps ?? [];
  const escaped: string[] = [];
  for (const [index, step] of steps.entries()) {
    const { killed } = await run(step, `${index}`);
    if (!killed) escaped.push(step);
  }
  expect(escaped.filter((step) => !step.startsWith('commit '))).toEqual([]);
  return steps.length - escaped.length;
}

async function prepare(directory: string, network: LabPlace['network'], deed: Deed): Promise<Template> {
  const options = labOptions({ directory, network }, (error) => expect.fail(String(error)));
  const lab = await Lab.create({ ...options, spec: { autoLockManagers: deed === 'unlock' } });
  const more = deed === 'demote' ? ['manager-2', 'manager-3'] : ['manager-2'];
  for (const name of more) await lab.join(name, lab.joinToken('manager'));
  await addWorkers(lab, ['worker-1', 'worker-2']);
  await lab.until('all are ready', ({ isSettled, state }) => {
    const managers = [...state.nodes.values()].filter(({ manager }) => manager !== undefined);
    return isSettled && state.nodes.size === more.length + 3 && managers.length === more.length + 1;
  });
  const { rootKey = '', unlockKey } = lab.readSecrets();
  const root = lab.state.cluster.rootCa.caCert;
  await lab.close();
  const secrets = [...tracesOf(rootKey), ...sealedTraces(places.store(directory))];
  return { directory, network, root, secrets, ...(unlockKey !== undefined && { unlockKey }) };
}

function placeOf({ directory, network, unlockKey }: Template): LabPlace {
  return { directory, network, ...(unlockKey !== undefined && { unlockKey }) };
}
