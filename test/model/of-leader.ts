import { awaitsSigning, recordSigning } from '../../packages/core/src/swarm/issue.ts';
import { followRoles } from '../../packages/core/src/swarm/managers.ts';
import { markNode } from '../../packages/core/src/swarm/members.ts';
import { demandReports, reconcileRotation } from '../../packages/core/src/swarm/reconcile.ts';
import { targetRoot } from '../../packages/core/src/swarm/root-material.ts';
import type { Action } from './action.ts';
import { hangUp } from './machine.ts';
import { commit, decide, isServing, signed } from './manager.ts';
import { machineOf, withLeader, withMessage } from './world.ts';
import type { Leader, Setting, World } from './world.ts';

/** What a leader does within the same moment. */
export function urgent(setting: Setting, world: World): readonly Action[] {
  const { leader, batch } = world;
  const actions: Action[] = [];
  if (batch.length > 0) actions.push({ isPrompt: true, what: 'the disk has it', take: () => commit(setting, world) });
  if (leader?.reconciles) {
    actions.push({
      isPrompt: true,
      what: 'the leader looks at the rotation',
      take: () =>
        decide(withLeader(world, { reconciles: false }), (state, context) =>
          reconcileRotation(state, { window: setting.window }, context),
        ),
    });
  }
  if (leader?.followsRoles) {
    actions.push({ isPrompt: true, what: 'the leader looks at the roles', take: () => roles(setting, world) });
  }
  return actions;
}

function roles(setting: Setting, world: World): World {
  let hasMore = false;
  const followed = decide(world, (state, context) => {
    const decision = followRoles(state, (nodeId) => isServing(setting, world, nodeId), context);
    hasMore = decision.reply;
    return decision;
  });
  return withLeader(followed, { followsRoles: hasMore });
}

/** What a leader does, one thing after the other. */
export function ofLeader(setting: Setting, world: World): readonly Action[] {
  const { leader } = world;
  if (leader === undefined) return [];
  return [
    ...news(world, leader),
    ...answers(world, leader),
    ...signing(setting, world, leader),
    ...silence(world, leader),
  ];
}

/** A session has one message under way at a time; what changes meanwhile is told by the next. */
function news(world: World, leader: Leader): readonly Action[] {
  const isUnderWay = (link: number): boolean =>
    world.messages.some((message) => message.kind === 'told' && message.link === link);
  return Object.entries(leader.links).flatMap(([nodeId, { link, hasNews }]) => {
    const node = world.lasting.nodes.get(nodeId);
    if (!hasNews || node === undefined || isUnderWay(link)) return [];
    const machine = machineOf(world, nodeId)?.name ?? '';
    const root = world.lasting.cluster.rootCa.caCert;
    const links = { ...leader.links, [nodeId]: { link, hasNews: false } };
    const take = (): World => withMessage(withLeader(world, { links }), { kind: 'told', machine, link, node, root });
    return { isPrompt: true, what: `the leader sends ${machine} its news`, take };
  });
}

function answers(world: World, leader: Leader): readonly Action[] {
  return leader.waiters.flatMap((waiter) => {
    const { machine, csr, nodeId } = waiter;
    const certificate = world.lasting.nodes.get(nodeId)?.certificate;
    if (certificate && !['issued', 'failed', 'rotate'].includes(certificate.state)) return [];
    const answered = withLeader(world, { waiters: leader.waiters.filter((other) => other !== waiter) });
    const take = (): World =>
      certificate
        ? withMessage(answered, { kind: 'answer', machine, csr, nodeId, certificate })
        : hangUp(answered, machine, 'request');
    return { isPrompt: true, what: `the leader answers ${machine} about ${csr}`, take };
  });
}

function signing(setting: Setting, world: World, leader: Leader): readonly Action[] {
  const begin = leader.queue.flatMap((nodeId) => {
    const node = world.lasting.nodes.get(nodeId);
    const queue = leader.queue.filter((other) => other !== nodeId);
    if (node === undefined || !awaitsSigning(node)) {
      return { isPrompt: true, what: `nothing is to be signed`, take: () => withLeader(world, { queue }) };
    }
    const result = signed(setting, world, leader, nodeId);
    if (result === undefined) return [];
    const { csr } = node.certificate;
    const signature = { nodeId, csr, root: targetRoot(leader.material.rootCa), result };
    const take = (): World => withLeader(world, { queue, signatures: [...leader.signatures, signature] });
    return { isPrompt: true, what: `${csr} is ${'pem' in result ? 'signed' : 'refused by the CA'}`, take };
  });
  const end = leader.signatures.map((signature) => ({
    isPrompt: signature.isDelayed !== true,
    about: signature,
    what: `what became of ${signature.csr} is recorded`,
    take: () => {
      const { nodeId, result } = signature;
      const rest = withLeader(world, { signatures: leader.signatures.filter((other) => other !== signature) });
      let isOver = false;
      const recorded = decide(rest, (state, context) => {
        const decision = recordSigning(state, signature, result, context);
        isOver = decision.reply;
        return decision;
      });
      const queue = [...new Set([...leader.queue, nodeId])].toSorted();
      return isOver ? recorded : withLeader(recorded, { queue });
    },
  }));
  return [...begin, ...end];
}

/** A node that is off does not report in time. */
function silence(world: World, leader: Leader): readonly Action[] {
  return [...world.decided.nodes.values()].flatMap(({ id, status }) => {
    if (status.state === 'down' || machineOf(world, id)?.isUp) return [];
    const { [id]: _gone, ...links } = leader.links;
    const take = (): World =>
      decide(withLeader(world, { links }), (state, context) =>
        markNode(state, id, 'down', 'heartbeat failure', context),
      );
    return {
      isPrompt: true,
      what: `the leader misses ${machineOf(world, id)?.name ?? 'a node without a machine'}`,
      take,
    };
  });
}

/** Nothing else is left to wait for than reports that do not come. */
export function patience(world: World): readonly Action[] {
  const awaited = demandReports(world.lasting, new Map()).reply;
  if (world.leader === undefined || awaited.size === 0) return [];
  const take = (): World => decide(world, (state) => demandReports(state, awaited));
  return [{ what: 'the leader waits in vain for a report', take }];
}
