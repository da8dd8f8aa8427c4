import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { KeyFileProblem } from '../../packages/core/src/keyfile/problem.ts';
import { fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import { readNodeFacts } from '../../packages/core/src/lab/evidence.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { LabProblem } from '../../packages/core/src/lab/problem.ts';
import { everyFile } from '../tools/traces.ts';
import { killAtEachStep, said } from './each-step.ts';
import type { Judge } from './each-step.ts';
import { addWorkers, labOptions } from './labs.ts';
import type { LabPlace } from './labs.ts';
import { closeAndCheck, recover } from './recovery.ts';
import { makeProgram } from './program.ts';
import type { Program } from './program.ts';
import type { Deed } from './victim-process.ts';

let base: string;
let program: Program;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'swarmpki-crash-'));
  program = await makeProgram('victim-process.ts', base);
});
afterAll(() => rm(base, { recursive: true, force: true }));

/** Takes a lab up, has it looked at while it runs, and checks what must be so of any. */
async function recovered(place: LabPlace, look: (lab: Lab) => Promise<void> | void): Promise<void> {
  const faults: unknown[] = [];
  const lab = await recover(place, faults);
  try {
    await look(lab);
    await lab.nodes.get('worker-1')?.node.renewNow();
  } catch (error) {
    await lab.close();
    throw error;
  }
  await closeAndCheck(lab);
  expect(faults).toEqual([]);
}

async function checkGone(directory: string, traces: readonly (Buffer | string)[]): Promise<void> {
  const bytes = await everyFile(directory);
  expect(traces.map((trace) => bytes.includes(trace))).toEqual(traces.map(() => false));
}

const judgeRotation: Judge = (place, victim, template) =>
  recovered(place, async ({ state }) => {
    const { caCert } = state.cluster.rootCa;
    const root = said(victim, 'rotated')?.root ?? said(victim, 'rotating')?.root;
    if (root !== undefined) expect(caCert).toBe(root);
    if (caCert !== template.root) await checkGone(place.directory, template.secrets);
  });

const judgeJoin: Judge = (place, victim) =>
  recovered(place, async (lab) => {
    const joined = said(victim, 'joined');
    if (joined !== undefined) expect(lab.nodes.get('late')?.node.id).toBe(joined.nodeId);
    // What the killed one has left keeps nobody from joining under its name.
    if (!lab.nodes.has('late')) await addWorkers(lab, ['late']);
    await lab.until('it is ready', ({ isSettled, state }) => isSettled && state.nodes.size === 5);
  });

const judgeRenewal: Judge = (place, victim) =>
  recovered(place, async (lab) => {
    const renewed = said(victim, 'renewed');
    const [leaf] = (await readNodeFacts(lab.nodes.get('worker-1')?.directory ?? '', systemClock)).certificates;
    if (renewed !== undefined) expect(leaf?.serialNumber).toBe(renewed.serial);
  });

const judgeRole: Judge = (place, victim) =>
  recovered(place, ({ state, nodes }) => {
    const wanted = said(victim, 'role');
    if (wanted === undefined) return;
    expect(state.nodes.get(nodes.get(wanted.name)?.node.id ?? '')?.role).toBe(wanted.role);
  });

/** By what the open keys of a manager can be found: the key's own line, and the data encryption key's. */
async function openKeys(directory: string): Promise<readonly string[]> {
  const text = await readFile(join(places.certificates(directory, 'manager-1'), fileNames.key), 'latin1');
  return [/^raft-dek: (\S+)$/m, /^([A-Za-z0-9+/=]{64})$/m].map((line) => line.exec(text)?.[1] ?? '');
}

const judgeLock: Judge = async (place, victim, template) => {
  const unlockKey = said(victim, 'unlock-key')?.unlockKey;
  let isLocked = false;
  await recovered({ ...place, ...(unlockKey !== undefined && { unlockKey }) }, (lab) => {
    const secrets = lab.readSecrets();
    isLocked = secrets.unlockKey !== undefined;
    expect(lab.state.cluster.spec.autoLockManagers).toBe(isLocked);
    if (unlockKey !== undefined) expect(secrets.unlockKey === unlockKey).toBe(true);
  });
  if (!isLocked) return;
  await checkGone(place.directory, await openKeys(template.directory));
  await expect(Lab.open(labOptions(place, () => undefined))).rejects.toMatchObject({ code: 'locked' });
};

const judgeUnlock: Judge = (place, victim) =>
  recovered(place, (lab) => {
    if (said(victim, 'autolock') !== undefined) expect(lab.readSecrets().unlockKey).toBeUndefined();
  });

const judgeCreation: Judge = async (place, victim) => {
  const unlockKey = said(victim, 'unlock-key')?.unlockKey;
  const created = said(victim, 'created');
  const options = labOptions({ ...place, ...(unlockKey !== undefined && { unlockKey }) }, (error) =>
    expect.fail(String(error)),
  );
  const lab = await Lab.open(options).catch((error: unknown) => {
    expect(created).toBeUndefined();
    // There is none, or one whose key nobody has ever seen.
    const isNoLab = error instanceof LabProblem && error.code === 'no-lab';
    const isLocked = error instanceof KeyFileProblem && error.code === 'locked';
    expect(isNoLab || isLocked, String(error)).toBe(true);
    return Lab.create(options).catch((again: unknown) => {
      expect(isLocked && again instanceof LabProblem && again.code, String(again)).toBe('exists');
      return undefined;
    });
  });
  if (lab === undefined) return;
  if (created !== undefined) expect(lab.state.cluster.id).toBe(created.cluster);
  await lab.until('it is ready', ({ isSettled }) => isSettled);
  await closeAndCheck(lab);
};

const deeds: readonly (readonly [Deed, string, Judge, number])[] = [
  ['rotate', 'finishes its rotation to the root that it has told of, and forgets the key before', judgeRotation, 70],
  ['join', 'has let a node join or not, and lets it join after all', judgeJoin, 18],
  ['renew', 'has the old certificate or the new one, with its key', judgeRenewal, 12],
  ['promote', 'makes a manager of a node that is to be one', judgeRole, 14],
  ['demote', 'makes a worker of a manager that is to be one', judgeRole, 14],
  ['lock', 'locks its managers, and replaces the keys that lay open', judgeLock, 30],
  ['unlock', 'unlocks its managers', judgeUnlock, 8],
  ['create', 'has made a lab or not, and makes it after all', judgeCreation, 16],
  ['create-locked', 'has made a locked lab or not', judgeCreation, 16],
];

describe('a lab whose process is killed before and after each of its steps on the disk', () => {
  for (const [deed, title, judge, fewest] of deeds) {
    it(`${title} (${deed})`, async () => {
      expect(await killAtEachStep(program, base, deed, judge)).toBeGreaterThanOrEqual(fewest);
    }, 300_000);
  }
});
