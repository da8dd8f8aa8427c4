import { join } from 'node:path';
import { expect } from 'vitest';
import type { SwarmRotations } from '../../packages/core/src/engine/server/engine.ts';
import { initRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import type { SwarmSpec } from '../../packages/core/src/engine/shapes/swarm.ts';
import { LabEngine } from '../../packages/core/src/lab/engine/lab-engine.ts';
import type { LabEngineOptions } from '../../packages/core/src/lab/engine/lab-engine.ts';
import type { Lab, LabNode } from '../../packages/core/src/lab/lab.ts';
import { temporaryDirectory } from './swarm.ts';

const none: SwarmRotations = { workerToken: false, managerToken: false, managerUnlockKey: false };
/** Where a lab of a test listens. */
export const anyAddress = { ListenAddr: '127.0.0.1:0' };

/** Engines of directories that go when the test ends. */
export class Bench implements AsyncDisposable {
  readonly #directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  readonly #open = new Set<LabEngine>();
  readonly #faults: unknown[] = [];

  static async make(): Promise<Bench> {
    return new Bench(await temporaryDirectory());
  }

  private constructor(directory: Awaited<ReturnType<typeof temporaryDirectory>>) {
    this.#directory = directory;
  }

  async engine(name = 'lab', options: Partial<LabEngineOptions> = {}): Promise<LabEngine> {
    const directory = join(this.#directory.path, name);
    const engine = await LabEngine.open({ directory, onError: (error) => this.#faults.push(error), ...options });
    this.#open.add(engine);
    return engine;
  }

  async restarted(engine: LabEngine, name = 'lab'): Promise<LabEngine> {
    this.#open.delete(engine);
    await engine.close();
    return this.engine(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.#open) await engine.close();
    await this.#directory[Symbol.asyncDispose]();
    expect(this.#faults).toEqual([]);
  }
}

/** The lab of an engine that has one. */
export function labOf(engine: LabEngine): Lab {
  return engine.membership?.lab ?? expect.fail('the engine has no lab that runs');
}

/** Makes a lab. */
export function init(engine: LabEngine, wish: object = {}): Promise<string> {
  return engine.initSwarm(initRequest.read({ ...anyAddress, ...wish }, ''));
}

/** Lets a node join the lab of an engine, and waits until all know of it. */
export async function joinLab(
  engine: LabEngine,
  name: string,
  role: 'worker' | 'manager' = 'worker',
): Promise<LabNode> {
  const lab = labOf(engine);
  const node = await engine.membership?.joinNode(name, lab.joinToken(role));
  if (node === undefined) return expect.fail('the engine has no lab that runs');
  await lab.until(`${name} is there`, ({ isSettled, state }) => {
    const row = state.nodes.get(node.node.id);
    return isSettled && (role === 'worker' || row?.manager !== undefined);
  });
  return node;
}

/** Changes a swarm as a client does: reads it, changes it, gives it back. */
export async function updateSpec(
  engine: LabEngine,
  change: (spec: SwarmSpec) => SwarmSpec,
  rotate = none,
): Promise<void> {
  const { Version, Spec } = await engine.inspectSwarm();
  await engine.updateSwarm(Version.Index, change(Spec), rotate);
}

/** How an engine stands to a swarm. */
export async function localState(engine: LabEngine): Promise<string> {
  return (await engine.info()).Swarm.LocalNodeState;
}
