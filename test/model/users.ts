import type { Answered, Need } from '../../packages/core/src/swarm/needs.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { Refusal } from '../../packages/core/src/swarm/refusal.ts';
import type { Node } from '../../packages/core/src/swarm/state.ts';
import { requestedSpec, updateCluster } from '../../packages/core/src/swarm/update-cluster.ts';
import type { ClusterUpdate, RequestedSpec } from '../../packages/core/src/swarm/update-cluster.ts';
import { updateNode } from '../../packages/core/src/swarm/update-node.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import type { Action, Spend } from './action.ts';
import { decide, isServing } from './manager.ts';
import { machineOf, withMachine } from './world.ts';
import type { Machine, Setting, World } from './world.ts';

/** What users order: of the swarm, of its nodes, and of machines that are to join. */
export function byUsers(setting: Setting, world: World, spend: Spend): readonly Action[] {
  if (world.leader === undefined) return [];
  return [
    ...ofSwarm(setting, world, spend),
    ...[...world.decided.nodes.values()].flatMap((node) => ofNode(setting, world, node, spend)),
    ...Object.values(world.machines).flatMap((machine) => ofGuest(world, machine, spend)),
  ];
}

function ofGuest(world: World, { name, disk, token, isUp }: Machine, spend: Spend): readonly Action[] {
  if (disk !== undefined || token !== undefined || !isUp) return [];
  return (['worker', 'manager'] as const).flatMap((role) =>
    spend(`join as ${role}`, `${name} is given the ${role} token`, (from) =>
      withMachine(from, name, { token: world.lasting.secrets[`${role}Token`] }),
    ),
  );
}

function ofNode(setting: Setting, world: World, { id, desiredRole }: Node, spend: Spend): readonly Action[] {
  const name = machineOf(world, id)?.name;
  if (name === undefined) return [];
  const [kind, role] = desiredRole === 'worker' ? (['promote', 'manager'] as const) : (['demote', 'worker'] as const);
  return [
    ...spend('remove', `${name} is removed`, (from) => remove(from, id)),
    ...spend(kind, `${name} is to be a ${role}`, (from) => setRole(setting, from, id, role)),
  ];
}

function ofSwarm(setting: Setting, world: World, spend: Spend): readonly Action[] {
  const { cluster, secrets } = world.decided;
  const { rotation, caCert } = cluster.rootCa;
  const { pool } = setting;
  const own = pool.root(1);
  const present = pool.roots.find((root) => root.caCert === caCert);
  const { root } = world.externalCa;
  const outer = pool.root(root);
  const externalCas = [{ protocol: 'cfssl', url: 'https://ca/sign', options: {}, caCert: outer.caCert }] as const;
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
      return updateNode(
        state,
        { nodeId, version: node?.version, spec },
        (id) => isServing(setting, world, id),
        context,
      );
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
