import type { Answered, Need } from '../../packages/core/src/swarm/needs.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { Refusal } from '../../packages/core/src/swarm/refusal.ts';
import { requestedSpec, updateCluster } from '../../packages/core/src/swarm/update-cluster.ts';
import type { ClusterUpdate, RequestedSpec } from '../../packages/core/src/swarm/update-cluster.ts';
import { updateNode } from '../../packages/core/src/swarm/update-node.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import { deliver, describe, start } from './actions.ts';
import type { Action } from './actions.ts';
import { ask, hangUp, isInWindow } from './machine.ts';
import { decide, isServing, seatManagers } from './manager.ts';
import { day, withLeader, withMachine, withMessage, withoutMessage } from './world.ts';
import type { Machine, Message, Setting, Signature, World } from './world.ts';

export const externalUrl = 'https://ca/sign';

/** Everything that comes from outside, users and mishaps alike, as far as there is budget for it. */
export function outside(setting: Setting, world: World): readonly Action[] {
  const spend = (kind: string, what: string, take: (from: World) => World): readonly Action[] => {
    const left = world.budget[kind] ?? 0;
    if (left === 0) return [];
    const spent = { ...world, budget: { ...world.budget, [kind]: left - 1 } };
    return [{ kind, what, take: () => take(spent) }];
  };
  const machines = Object.values(world.machines);
  const members = machines.filter(({ disk }) => disk && world.decided.nodes.has(disk.nodeId));
  return [
    ...(world.leader ? byUsers(setting, world, spend) : []),
    ...members.flatMap((machine) => ofMember(setting, world, machine, spend)),
    ...machines.flatMap((machine) =>
      machine.isUp
        ? spend('crash', `${machine.name} crashes`, (from) => crash(setting, from, machine))
        : [{ kind: 'start', what: `${machine.name} starts`, take: () => seatManagers(setting, start(setting, world, machine)) }],
    ),
    ...machines.flatMap((machine) =>
      machine.disk === undefined && machine.token === undefined && machine.isUp && world.leader
        ? (['worker', 'manager'] as const).flatMap((role) =>
            spend(`join as ${role}`, `${machine.name} is given the ${role} token`, (from) =>
              withMachine(from, machine.name, { token: world.lasting.secrets[`${role}Token`] }),
            ),
          )
        : [],
    ),
    ...ofWire(setting, world, spend),
    ...[50, 91].flatMap((days) =>
      spend(`${days} days`, `${days} days pass`, (from) => ({ ...from, now: from.now + days * day })),
    ),
    ...(['able', 'away', 'wrong', 'refusing'] as const).flatMap((mood) =>
      mood === world.externalCa.mood
        ? []
        : spend('external CA', `the external CA is ${mood}`, (from) => ({
            ...from,
            externalCa: { ...from.externalCa, mood },
          })),
    ),
  ];
}

type Spend = (kind: string, what: string, take: (from: World) => World) => readonly Action[];

function byUsers(setting: Setting, world: World, spend: Spend): readonly Action[] {
  const { cluster, secrets } = world.decided;
  const { rotation, caCert } = cluster.rootCa;
  const { pool } = setting;
  const own = pool.root(1);
  const present = pool.roots.find((root) => root.caCert === caCert);
  const { root } = world.externalCa;
  const outer = pool.root(root);
  const externalCas = [{ protocol: 'cfssl', url: externalUrl, options: {}, caCert: outer.caCert }] as const;
  return [
    ...spend('rotate', 'a rotation to a generated root is ordered', (from) =>
      update(setting, from, { forceRotate: cluster.spec.forceRotate + 1 }),
    ),
    ...spend('rotate to own', 'a rotation to a root of the user is ordered', (from) =>
      caCert === own.caCert ? from : update(setting, from, { signingCaCert: own.caCert, signingCaKey: own.caKey }),
    ),
    ...spend('rotate outside', 'a rotation to the external CA is ordered', (from) =>
      update(setting, from, { signingCaCert: outer.caCert, signingCaKey: '', externalCas }),
    ),
    ...(rotation && present
      ? spend('abort', 'the rotation is aborted', (from) =>
          update(setting, from, { signingCaCert: caCert, signingCaKey: present.caKey }),
        )
      : []),
    ...(rotation && secrets.rotationKey
      ? spend('same key', 'the key of the new root is given again', (from) =>
          update(setting, from, {
            signingCaCert: rotation.caCert,
            signingCaKey: secrets.rotationKey ?? '',
            forceRotate: cluster.spec.forceRotate + 1,
          }),
        )
      : []),
    ...spend('tokens', 'the join tokens are replaced', (from) =>
      update(setting, from, {}, { rotate: { workerToken: true, managerToken: true } }),
    ),
  ];
}

/** An update of the swarm. What the decision needs from outside is fetched at once; a refusal changes nothing. */
function update(
  setting: Setting,
  world: World,
  wishes: Partial<RequestedSpec>,
  more: Partial<ClusterUpdate> = {},
): World {
  const { cluster } = world.decided;
  const request: ClusterUpdate = {
    clusterId: cluster.id,
    version: cluster.version,
    spec: { ...requestedSpec(cluster), ...wishes },
    ...more,
  };
  const answered: Answered[] = [];
  let nextRoot = world.nextRoot;
  try {
    // A decision has four needs at most.
    for (let round = 0; round <= 4; round++) {
      let need: Need | undefined;
      const decided = decide(
        { ...world, nextRoot },
        (state, context) => {
          const decision = updateCluster(state, request, answered, context);
          if (decision.outcome === 'accepted') return decision;
          ({ need } = decision);
          return { outcome: 'accepted', changes: [], effects: [], entry: undefined, reply: undefined };
        },
        () => (need ? undefined : { kind: 'updated', target: '' }),
      );
      if (need === undefined) return promising(decided);
      if (need.kind === 'generated-root') nextRoot++;
      answered.push(fetched(setting, world, need));
    }
  } catch (error) {
    if (error instanceof Refusal) return world;
    throw error;
  }
  throw new Error('an update needed more and more');
}

/** Whoever ordered a root relies on it once the update is acknowledged. */
function promising(world: World): World {
  const { rotation, caCert } = world.decided.cluster.rootCa;
  const target = rotation?.caCert ?? caCert;
  const last = world.batch.at(-1);
  if (last === undefined) return world;
  const acknowledgement = { kind: 'updated', target } as const;
  return { ...world, batch: [...world.batch.slice(0, -1), { ...last, acknowledgement }] };
}

function fetched({ pool }: Setting, { externalCa, nextRoot }: World, need: Need): Answered {
  const isAble = externalCa.mood === 'able';
  switch (need.kind) {
    case 'generated-root':
      return { need, answer: pool.root(nextRoot) };
    case 'reachable-ca':
      return { need, answer: isAble && pool.root(externalCa.root).caCert === need.caCert };
    case 'cross-signed-root': {
      const canSign = 'key' in need.by ? need.by.key === keyOf(pool, need.caCert) : isAble;
      const crossSignedCaCert = canSign ? pool.crossSigned(need.caCert, need.successor.caCert) : undefined;
      return { need, answer: { crossSignedCaCert } };
    }
  }
}

function keyOf(pool: Setting['pool'], caCert: string): string | undefined {
  return pool.roots.find((root) => root.caCert === caCert)?.caKey;
}

function ofMember(setting: Setting, world: World, machine: Machine, spend: Spend): readonly Action[] {
  const { name, disk, isUp, renewal, wants } = machine;
  const nodeId = disk?.nodeId ?? '';
  const row = world.decided.nodes.get(nodeId);
  if (row === undefined) return [];
  return [
    ...(isUp && renewal === undefined && !wants && !isInWindow(setting.judge, machine, world.now)
      ? spend('renew', `${name} is made to renew`, (from) => ask(setting, from, machine))
      : []),
    ...(world.leader
      ? [
          ...spend('remove', `${name} is removed`, (from) => remove(from, nodeId)),
          ...spend(row.desiredRole === 'worker' ? 'promote' : 'demote', `${name} is promoted or demoted`, (from) =>
            setRole(setting, from, nodeId, row.desiredRole === 'worker' ? 'manager' : 'worker'),
          ),
        ]
      : []),
  ];
}

function remove(world: World, nodeId: string): World {
  return refusing(world, () =>
    decide(
      world,
      (state, context) => removeNode(state, nodeId, { force: true }, context),
      () => ({ kind: 'removed', nodeId }),
    ),
  );
}

function setRole(setting: Setting, world: World, nodeId: string, desiredRole: Role): World {
  return refusing(world, () =>
    decide(world, (state, context) => {
      const node = state.nodes.get(nodeId);
      const { name = '', labels = {}, availability = 'active' } = node ?? {};
      const spec = { name, labels, availability, desiredRole };
      return updateNode(state, { nodeId, version: node?.version, spec }, (id) => isServing(setting, world, id), context);
    }),
  );
}

function refusing(world: World, run: () => World): World {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return world;
    throw error;
  }
}

/** What a machine has in its memory is gone, and its connections break. */
function crash(setting: Setting, world: World, { name, disk, renewal }: Machine): World {
  const hungUp = hangUp(hangUp(world, name, 'session'), name, 'request');
  const off = withMachine(hungUp, name, {
    isUp: false,
    link: undefined,
    renewal: undefined,
    wants: false,
    rotateVersion: undefined,
    // A join that has no identity yet is begun anew by its user.
    ...(disk === undefined && renewal && { token: undefined }),
  });
  return seatManagers(setting, off);
}

/** What can become of a message on its way, and of a signature in the making. */
function ofWire(setting: Setting, world: World, spend: Spend): readonly Action[] {
  const about = <Part extends Message | Signature>(part: Part, actions: readonly Action[]): readonly Action[] =>
    actions.map((action) => ({ ...action, about: part }));
  const ofMessages = world.messages.flatMap((message) => about(message, ofMessage(setting, world, message, spend)));
  const ofSignatures = (world.leader?.signatures ?? []).flatMap((signature) =>
    signature.isDelayed === true
      ? []
      : about(
          signature,
          spend('delay', `the signature for ${signature.csr} takes its time`, (from) => slowed(from, signature)),
        ),
  );
  return [...ofMessages, ...ofSignatures];
}

function ofMessage(setting: Setting, world: World, message: Message, spend: Spend): readonly Action[] {
  const { machine, kind, isDelayed = false } = message;
  const connection = kind === 'ask' || kind === 'answer' ? 'request' : 'session';
  const what = describe(message).replace(/ (arrives|hears|gets)/, ': $1');
  const isRequest = kind === 'ask' || kind === 'register';
  return [
    ...spend('lose', `lost: ${what}`, (from) => hangUp(withoutMessage(from, message), machine, connection)),
    ...(isRequest ? spend('repeat', `twice: ${what}`, (from) => deliver(setting, from, message)) : []),
    ...(isDelayed
      ? []
      : spend('delay', `delayed: ${what}`, (from) =>
          withMessage(withoutMessage(from, message), { ...message, isDelayed: true }),
        )),
    ...(isRequest && isDelayed && isWaitedFor(world, message)
      ? [{ what: `${machine} waits no longer for: ${what}`, take: () => hangUp(world, machine, connection) }]
      : []),
  ];
}

function isWaitedFor({ machines }: World, message: Message): boolean {
  const machine = machines[message.machine];
  if (message.kind === 'ask') return machine?.renewal?.csr === message.csr && machine.renewal.isUnderWay;
  return message.kind === 'register' && machine?.link === message.link;
}

function slowed(world: World, signature: Signature): World {
  const signatures = world.leader?.signatures.map((each) => (each === signature ? { ...each, isDelayed: true } : each));
  return withLeader(world, { signatures: signatures ?? [] });
}
