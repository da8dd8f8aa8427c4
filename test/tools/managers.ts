import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab, LabNode, LabOptions } from '../../packages/core/src/lab/lab.ts';
import { managersOf } from '../../packages/core/src/swarm/managers.ts';
import type { Channel } from '../../packages/core/src/wire/network.ts';
import type { ShownIdentity } from '../../packages/core/src/wire/shown-identity.ts';
import { channelTo, startLab } from './swarm.ts';
import type { TestLab } from './swarm.ts';

/** A lab with several managers, `manager-1` … , and workers, `worker-1` … : all of them ready, the first manager leads. */
export async function startSwarm(
  { managers, workers = 0 }: { readonly managers: number; readonly workers?: number },
  options: Partial<LabOptions> = {},
): Promise<TestLab> {
  const test = await startLab(options);
  try {
    await growTo(test.lab, { managers, workers });
    return test;
  } catch (error) {
    await test[Symbol.asyncDispose]();
    throw error;
  }
}

/** Lets managers and workers join a new lab, and waits until all are ready. */
export async function growTo(lab: Lab, { managers, workers }: { readonly managers: number; readonly workers: number }) {
  // One after the other, so that the eldest is the one with the lowest number.
  for (let number = 2; number <= managers; number++) {
    await lab.join(`manager-${number}`, lab.joinToken('manager'));
    await lab.until('it is a manager', ({ state }) => managersOf(state).length === number);
  }
  const numbers = Array.from({ length: workers }, (_, index) => index + 1);
  await Promise.all(numbers.map((number) => lab.join(`worker-${number}`, lab.joinToken('worker'))));
  await lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === managers + workers);
}

/** A node of a lab that is running. @throws Error when it is not */
export function nodeOf(lab: Lab, name: string): LabNode {
  const node = lab.nodes.get(name);
  if (node === undefined) throw new Error(`${name} is not running`);
  return node;
}

/** The name of the node that leads. */
export function leaderOf(lab: Lab): string {
  const { nodeId } = lab.manager;
  const found = [...lab.nodes.values()].find(({ node }) => node.id === nodeId);
  if (found === undefined) throw new Error('the leader is not among the nodes');
  return found.name;
}

/** The address of a manager that runs, by the name of its node: `host:port`. */
export function addressOf(lab: Lab, name: string): string {
  const manager = lab.managerOf(nodeOf(lab, name).node.id);
  if (manager === undefined) throw new Error(`there is no manager on ${name}`);
  return manager.address;
}

/** A connection to one manager, as a node would open it, or as somebody without a certificate. */
export async function channelToManager(
  lab: Lab,
  name: string,
  identity?: ShownIdentity,
): Promise<Channel & AsyncDisposable> {
  const channel = await channelTo(lab, { address: addressOf(lab, name), ...(identity && { identity }) });
  return Object.assign(channel, { [Symbol.asyncDispose]: async () => channel.destroy() });
}

/** A node's key file, as it lies on its disk. */
export function keyFileOf({ directory }: LabNode): Promise<string> {
  return readFile(join(directory, 'swarm-node.key'), 'latin1');
}
