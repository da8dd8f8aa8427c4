import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lab } from '../lab.ts';

/** How long a rotation of a few nodes may take, ms of real time. */
const rotationMs = 15_000;

/** A swarm of its own, in real time, that is gone without a trace when it is done with. */
export async function withOwnSwarm<Result>(
  onError: (error: unknown) => void,
  work: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-attack-'));
  try {
    const lab = await Lab.create({ directory: join(directory, 'lab'), storage: 'memory', onError });
    try {
      return await work(lab);
    } finally {
      await lab.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Rotates the root of a lab, and waits until everybody trusts the new one. @throws {LabProblem} `timeout` */
export async function rotateToTheEnd(lab: Lab, signal: AbortSignal): Promise<void> {
  await lab.until('all nodes have reported', ({ isSettled }) => isSettled, rotationMs);
  signal.throwIfAborted();
  await lab.rotateRoot();
  await lab.until('the rotation has ended', ({ isSettled }) => isSettled, rotationMs);
}
