import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { managerName } from '../../packages/core/src/lab/places.ts';
import { fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import { Engine } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { rotateToTheEnd, startLab } from '../tools/swarm.ts';
import { expectOnlyKnownDifferences } from './docker-20.10.ts';
import type { Subject } from './docker-20.10.ts';

/** A swarm of one manager and one worker, as far as one can look at a real one. */
export interface SwarmBeside extends AsyncDisposable {
  /** Of the manager: `host:port`. */
  readonly address: string;
  readonly clusterId: string;
  readonly workerId: string;
  /** A node's file as it is now. */
  readonly read: (whose: Role, name: keyof typeof fileNames) => Promise<string>;
  readonly joinToken: (role: Role) => Promise<string>;
  /** Rotates the root until both trust the new one. */
  readonly rotate: () => Promise<void>;
  /** Removes a node by force. */
  readonly remove: (nodeId: string) => Promise<void>;
}

/** A real swarm: of two Docker Engines. */
export async function dockerSwarm(): Promise<SwarmBeside> {
  const [manager, worker] = await Promise.all([Engine.start('manager'), Engine.start('worker')]);
  const engines = { manager, worker };
  const address = await manager.init();
  const { code, stderr } = await worker.join(address, await manager.joinToken('worker'));
  if (code !== 0) throw new Error(`the worker could not join: ${stderr}`);
  const read: SwarmBeside['read'] = (whose, name) => engines[whose].readCertificate(fileNames[name]);
  return {
    address,
    clusterId: await manager.output('info', '--format', '{{.Swarm.Cluster.ID}}'),
    workerId: await worker.nodeId(),
    read,
    joinToken: (role) => manager.joinToken(role),
    rotate: async () => {
      await manager.output('swarm', 'ca', '--rotate', '--quiet');
      const root = `${await manager.output('swarm', 'ca')}\n`;
      await eventually('both trust the new root', async () => {
        const roots = await Promise.all([read('manager', 'root'), read('worker', 'root')]);
        return roots.every((found) => found === root) || undefined;
      });
    },
    remove: async (nodeId) => {
      await manager.output('node', 'rm', '--force', nodeId);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([manager.remove(), worker.remove()]);
    },
  };
}

/** A lab of ours. */
export async function labSwarm(): Promise<SwarmBeside> {
  const test = await startLab();
  const { lab } = test;
  const worker = await lab.join('worker', lab.joinToken('worker'));
  await lab.until('the worker is ready', ({ isSettled }) => isSettled);
  const directories = { manager: lab.nodes.get(managerName)?.directory ?? '', worker: worker.directory };
  return {
    address: lab.manager.address,
    clusterId: lab.state.cluster.id,
    workerId: worker.node.id,
    read: (whose, name) => readFile(join(directories[whose], fileNames[name]), 'latin1'),
    joinToken: async (role) => lab.joinToken(role),
    rotate: () => rotateToTheEnd(lab),
    remove: (nodeId) => lab.control.perform((state, context) => removeNode(state, nodeId, { force: true }, context)),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}

/** A real swarm, and one of ours beside it. */
export interface BothSwarms extends AsyncDisposable {
  /** Looks at both, and expects no other differences than the table has. */
  readonly compare: (subject: Subject, look: (swarm: SwarmBeside) => Promise<readonly string[]>) => Promise<void>;
  readonly rotate: () => Promise<void>;
}

export async function bothSwarms(): Promise<BothSwarms> {
  const [docker, ours] = await Promise.all([dockerSwarm(), labSwarm()]);
  return {
    compare: async (subject, look) =>
      expectOnlyKnownDifferences(subject, { ours: await look(ours), docker: await look(docker) }),
    rotate: async () => {
      await Promise.all([docker.rotate(), ours.rotate()]);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([docker, ours].map((swarm) => swarm[Symbol.asyncDispose]()));
    },
  };
}
