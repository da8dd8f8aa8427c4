// A lab in a process of its own that does one thing and, if it is told so, dies at one of its writes. What it has done it
// says on its standard output, one JSON text a line, each before anything that follows can come about.
import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { addWorkers, labOptions, openWhole } from './labs.ts';
import type { LabPlace } from './labs.ts';
import { setTripwire } from './tripwire.ts';
import type { Tripwire } from './tripwire.ts';

/** What is done while the process may die. */
export type Deed =
  | 'create'
  | 'create-locked'
  | 'join'
  | 'renew'
  | 'rotate'
  | 'rotate-twice'
  | 'lock'
  | 'unlock'
  | 'promote'
  | 'demote';

/** What the parent asks for, as the only argument. */
export interface VictimTask extends LabPlace, Tripwire {
  readonly deed: Deed;
}

/** What is said. */
export type Word =
  | { readonly kind: 'created'; readonly cluster: string }
  | { readonly kind: 'joined'; readonly name: string; readonly nodeId: string }
  | { readonly kind: 'renewed'; readonly name: string; readonly serial: string }
  /** @see rootOf */
  | { readonly kind: 'rotating'; readonly root: string }
  | { readonly kind: 'rotated'; readonly root: string }
  | { readonly kind: 'unlock-key'; readonly unlockKey: string }
  | { readonly kind: 'autolock'; readonly on: boolean }
  | { readonly kind: 'role'; readonly name: string; readonly role: 'manager' | 'worker' }
  /** The deed is done, to its last step on the disk. */
  | { readonly kind: 'done'; readonly steps: readonly string[] };

const task = JSON.parse(process.argv[2] ?? '') as VictimTask;

function say(word: Word): void {
  writeSync(1, `${JSON.stringify(word)}\n`);
}

const renewed = new Map<string, number>();
const options = {
  ...labOptions(task, (error) => {
    throw error;
  }),
  onNodeEvent: (name: string, event: { readonly kind: string }): void => {
    if (event.kind === 'renewed') renewed.set(name, (renewed.get(name) ?? 0) + 1);
  },
};

/** Does what is to be done. @returns when nothing of it is under way any more */
async function carryOut(lab: Lab): Promise<void> {
  switch (task.deed) {
    case 'create':
    case 'create-locked':
      return;
    case 'join': {
      const [node] = await addWorkers(lab, ['late']);
      say({ kind: 'joined', name: 'late', nodeId: node?.node.id ?? '' });
      await lab.until('it is ready', ({ isSettled }) => isSettled);
      return;
    }
    case 'renew': {
      const node = lab.nodes.get('worker-1')?.node;
      await node?.renewNow();
      const [leaf] = node?.credentials.identity.certificates ?? [];
      say({ kind: 'renewed', name: 'worker-1', serial: Buffer.from(leaf?.serialNumber ?? []).toString('hex') });
      return;
    }
    case 'rotate':
    case 'rotate-twice': {
      await lab.rotateRoot();
      if (task.deed === 'rotate-twice') await lab.rotateRoot();
      say({ kind: 'rotating', root: lab.state.cluster.rootCa.rotation?.caCert ?? '' });
      await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
      say({ kind: 'rotated', root: lab.state.cluster.rootCa.caCert });
      return;
    }
    case 'lock': {
      await lab.update({ autoLockManagers: true });
      say({ kind: 'unlock-key', unlockKey: lab.readSecrets().unlockKey ?? '' });
      // The managers renew when their keys are locked, last of all.
      await lab.until('managers have renewed', () => renewed.has('manager-1') && renewed.has('manager-2'));
      return;
    }
    case 'unlock': {
      await lab.update({ autoLockManagers: false });
      say({ kind: 'autolock', on: false });
      while (await isLocked(lab)) await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    case 'promote':
    case 'demote': {
      const [name, role] =
        task.deed === 'promote' ? (['worker-1', 'manager'] as const) : (['manager-3', 'worker'] as const);
      const id = lab.nodes.get(name)?.node.id ?? '';
      await lab.updateNode(id, { desiredRole: role });
      say({ kind: 'role', name, role });
      await lab.until('it has its role', ({ isSettled, state }) => {
        const serves = state.nodes.get(id)?.manager !== undefined;
        return isSettled && serves === (role === 'manager') && (renewed.get(name) ?? 0) > 0;
      });
      return;
    }
  }
}

async function isLocked(lab: Lab): Promise<boolean> {
  const managers = [...lab.nodes.values()].filter(({ name }) => name.startsWith('manager'));
  const texts = await Promise.all(managers.map(({ directory }) => readFile(join(directory, fileNames.key), 'latin1')));
  return texts.some((text) => text.includes('ENCRYPTED'));
}

const isNew = task.deed === 'create' || task.deed === 'create-locked';
const opened = isNew ? undefined : await openWhole(options);
await opened?.until('all are ready', ({ isSettled }) => isSettled);
const steps = setTripwire(task);
const lab = opened ?? (await Lab.create({ ...options, spec: { autoLockManagers: task.deed === 'create-locked' } }));
if (isNew) {
  const { unlockKey } = lab.readSecrets();
  if (unlockKey !== undefined) say({ kind: 'unlock-key', unlockKey });
  say({ kind: 'created', cluster: lab.state.cluster.id });
}
await carryOut(lab);
say({ kind: 'done', steps: await steps() });
process.exit();
