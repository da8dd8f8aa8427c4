import { foundSwarm, newNode } from '../../packages/core/src/swarm/found.ts';
import { addManager } from '../../packages/core/src/swarm/managers.ts';
import { registerNode } from '../../packages/core/src/swarm/members.ts';
import { rootMaterialOf } from '../../packages/core/src/swarm/root-material.ts';
import type { SwarmView } from '../../packages/core/src/swarm/view.ts';
import { noon } from '../../packages/core/src/testing/certificates.ts';
import { TestSwarm, describing, viewOf } from '../../packages/core/src/testing/swarm.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import { Judge } from './judge.ts';
import { Pool, organization } from './pool.ts';
import type { Budget, Disk, Machine, Setting, World } from './world.ts';

/** How a model begins, and what may happen in it. */
export interface Scope {
  readonly name: string;
  /** Machines that are members from the beginning, by name; the first is a manager and leads. */
  readonly machines: Readonly<Record<string, Role>>;
  /** Machines that may join. */
  readonly guests: readonly string[];
  readonly budget: Budget;
}

/** Mishaps after which a report may be awaited in vain. */
const mishaps = ['crash', 'lose', 'repeat', 'delay'];
/** New certificates that have nothing to do with a rotation. */
const renewals = [
  'renew',
  '50 days',
  '91 days',
  'promote',
  'demote',
  'external CA',
  'join as worker',
  'join as manager',
];

/** The first, one of the user, generated ones, one of the external CA, and one that nobody trusts. */
const roots = 7;

/** What all worlds of one test have in common: certificates, and what has been judged of them. */
export async function prepare(): Promise<Setting> {
  const pool = await Pool.of(roots);
  // Of three nodes one has to wait for its turn.
  return { pool, judge: new Judge(pool), window: 2 };
}

/** A swarm at rest: everybody has a certificate of the first root, has reported, and has a session. */
export function found(setting: Setting, { machines, guests, budget }: Scope): World {
  const { pool } = setting;
  const { caCert, caKey } = pool.root(0);
  const material = { bundle: caCert, signingCert: caCert, signingKey: caKey, intermediates: '' };
  const disks = Object.entries(machines).map(([name, role]): Machine => {
    const nodeId = name.repeat(25);
    const disk: Disk = { nodeId, root: caCert, chain: pool.leaf(nodeId, role, material, noon) };
    return { name, isUp: true, disk, wants: false, desiredRole: role };
  });
  const swarm = rows(setting, machines, disks);
  const links = disks.map(({ disk }, index) => [disk?.nodeId ?? '', { link: index + 1, hasNews: false }]);
  return {
    now: noon,
    lasting: swarm,
    decided: swarm,
    batch: [],
    leader: {
      nodeId: disks[0]?.disk?.nodeId ?? '',
      links: Object.fromEntries(links),
      waiters: [],
      queue: [],
      signatures: [],
      material: rootMaterialOf(swarm),
      reconciles: false,
      followsRoles: false,
    },
    machines: Object.fromEntries([
      ...disks.map((machine, index) => [machine.name, { ...machine, link: index + 1 }] as const),
      ...guests.map((name) => [name, { name, isUp: true, wants: false, desiredRole: 'worker' }] as const),
    ]),
    messages: [],
    externalCa: { root: roots - 2, mood: 'able' },
    budget,
    asksAgain: mishaps.some((kind) => budget[kind] !== undefined),
    mayStrand: renewals.some((kind) => budget[kind] !== undefined),
    promises: {
      members: disks.map(({ disk }) => disk?.nodeId ?? ''),
      removed: [],
      oldTokens: [],
      oldRoots: [],
      target: caCert,
      baffled: [],
    },
    serial: disks.length + 1,
    nextRoot: 2,
  };
}

function rows({ pool }: Setting, machines: Scope['machines'], disks: readonly Machine[]): SwarmView {
  const managerId = disks[0]?.disk?.nodeId ?? '';
  let drawn = 0;
  const random = (length: number): Uint8Array => new Uint8Array(length).fill(++drawn);
  const { changes } = foundSwarm({ organization, managerId, ...pool.root(0) }, { now: noon, random });
  const swarm = new TestSwarm(viewOf(changes));
  const context = { now: noon, random };
  for (const { name, disk } of disks) {
    if (disk === undefined) continue;
    const { nodeId, chain, root } = disk;
    const role = machines[name] ?? 'worker';
    const certificate = {
      role,
      csr: `${name}/0`,
      state: 'issued',
      error: '',
      pem: chain,
      awaitedIssuer: undefined,
    } as const;
    if (nodeId !== managerId) swarm.put(newNode(nodeId, role, noon, certificate));
    if (role === 'manager') swarm.perform((state) => addManager(state, nodeId, `${name}:2377`, context));
    const description = describing(swarm.view.targetIssuer, root);
    swarm.perform((state) => registerNode(state, nodeId, description, name, context));
  }
  return swarm.view;
}
