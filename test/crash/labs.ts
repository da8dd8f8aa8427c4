import { readdir } from 'node:fs/promises';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { KeyFileProblem } from '../../packages/core/src/keyfile/problem.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import type { LabNode, LabOptions } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';

/** Where a lab lies and how it is reached. */
export interface LabPlace {
  readonly directory: string;
  readonly network: 'tls' | 'in-process';
  readonly unlockKey?: string;
}

/** How a place's lab is created or opened. */
export function labOptions(place: LabPlace, onError: (error: unknown) => void): LabOptions {
  const { directory, network, unlockKey } = place;
  return {
    directory,
    onError,
    ...(network === 'in-process' && { network: inProcessNetwork(systemEntropy) }),
    ...(unlockKey !== undefined && { unlockKey }),
  };
}

/**
 * Opens a lab and starts all of its nodes from their files. One that was killed before it had joined has nothing to start
 * from, and is left out.
 */
export async function openWhole(options: LabOptions): Promise<Lab> {
  const lab = await Lab.open(options);
  for (const name of await readdir(places.nodes(options.directory))) {
    if (lab.nodes.has(name)) continue;
    try {
      await lab.start(name);
    } catch (error) {
      if (!(error instanceof KeyFileProblem && (error.code === 'no-identity' || error.code === 'no-root'))) throw error;
    }
  }
  return lab;
}

/** Lets workers join, each under its name. */
export function addWorkers(lab: Lab, names: readonly string[]): Promise<readonly LabNode[]> {
  return Promise.all(names.map((name) => lab.join(name, lab.joinToken('worker'))));
}
