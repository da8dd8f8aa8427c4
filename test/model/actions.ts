import { authoriseWrapped } from '../../packages/core/src/swarm/authorise.ts';
import { awaitsSigning, recordSigning, requestCertificate } from '../../packages/core/src/swarm/issue.ts';
import { addManager, followRoles } from '../../packages/core/src/swarm/managers.ts';
import { markNode, registerNode } from '../../packages/core/src/swarm/members.ts';
import { demandReports, reconcileRotation } from '../../packages/core/src/swarm/reconcile.ts';
import { targetRoot } from '../../packages/core/src/swarm/root-material.ts';
import { Refusal } from '../../packages/core/src/swarm/refusal.ts';
import { resultOf, succeeds } from './judge.ts';
import { ask, beginJoin, hangUp, hear, isInWindow, openSession, reach, receive, refused } from './machine.ts';
import { commit, decide, isServing, signed } from './manager.ts';
import { machineOf, withLeader, withMachine, withMessage, withoutMessage } from './world.ts';
import type { Leader, Machine, Message, Setting, Signature, World } from './world.ts';

/** One step that can be taken. */
export interface Action {
  /** Of those that come from outside: what it takes from the budget. */
  readonly kind?: string;
  /** Of those that go on by themselves: that it is taken at once, unless what it is about is delayed. */
  readonly isPrompt?: boolean;
  /** The message or the signature that it is about. */
  readonly about?: Message | Signature;
  /** In words, for whoever reads how it came to a fault. */
  readonly what: string;
  readonly take: () => World;
}

/** Everything that goes on by itself: a swarm that takes these steps only, each in its turn, comes to rest. */
export function progress(setting: Setting, world: World): readonly Action[] {
  const steps = [
    ...urgent(setting, world),
    ...ofMessages(setting, world),
    ...ofLeader(world, setting),
    ...ofMachines(setting, world),
  ];
  return steps.length > 0 || !world.asksAgain ? steps : patience(world);
}

/** Nothing else is left to wait for. */
function patience(world: World): readonly Action[] {
  const awaited = demandReports(world.lasting, new Map()).reply;
  if (world.leader === undefined || awaited.size === 0) return [];
  const take = (): World => decide(world, (state) => demandReports(state, awaited));
  return [{ what: 'the leader waits in vain for a report', take }];
}

/** What a leader does within the same moment. */
function urgent(setting: Setting, world: World): readonly Action[] {
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

function ofMessages(setting: Setting, world: World): readonly Action[] {
  return world.messages.map((message) => ({
    isPrompt: message.isDelayed !== true,
    about: message,
    what: describe(message),
    take: () => deliver(setting, withoutMessage(world, message), message),
  }));
}

export function describe(message: Message): string {
  const { machine } = message;
  switch (message.kind) {
    case 'register':
      return `${machine}'s report arrives`;
    case 'ask':
      return `${machine}'s request ${message.csr} arrives`;
    case 'told':
      return `${machine} hears the news (${message.node.certificate.state})`;
    case 'answer':
      return `${machine} gets the answer to ${message.csr} (${message.certificate.state})`;
  }
}

export function deliver(setting: Setting, world: World, message: Message): World {
  if (message.kind === 'told') return hear(setting, world, message);
  if (message.kind === 'answer') return receive(setting, world, message);
  if (world.leader === undefined) return hangUp(world, message.machine, message.kind === 'ask' ? 'request' : 'session');
  try {
    return message.kind === 'register' ? register(world, message) : request(world, message);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const machine = world.machines[message.machine];
    if (message.kind === 'register' || machine === undefined) return hangUp(world, message.machine, 'session');
    return machine.renewal?.csr === message.csr ? refused(world, machine) : world;
  }
}

function register(world: World, { calling, description, link, machine }: Extract<Message, { kind: 'register' }>): World {
  const { nodeId } = authoriseWrapped(world.lasting, calling, ['worker', 'manager']);
  return decide(
    world,
    (state, context) => registerNode(state, nodeId, description, machine, context),
    () => ({ kind: 'registered', nodeId, link }),
  );
}

function request(world: World, { calling, csr, token, machine }: Extract<Message, { kind: 'ask' }>): World {
  return decide(
    world,
    (state, context) => requestCertificate(state, { csr, token, availability: 'active', calling }, context),
    ({ nodeId }) => ({ kind: 'accepted', waiter: { machine, csr, nodeId } }),
  );
}

function ofLeader(world: World, setting: Setting): readonly Action[] {
  const { leader } = world;
  if (leader === undefined) return [];
  return [...news(world, leader), ...answers(world, leader), ...signing(setting, world, leader), ...silence(world, leader)];
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
    const take = (): World =>
      withMessage(withLeader(world, { links }), { kind: 'told', machine, link, node, root });
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
      decide(withLeader(world, { links }), (state, context) => markNode(state, id, 'down', 'heartbeat failure', context));
    return { isPrompt: true, what: `the leader misses ${machineOf(world, id)?.name ?? 'a node without a machine'}`, take };
  });
}

function ofMachines(setting: Setting, world: World): readonly Action[] {
  return Object.values(world.machines).flatMap((machine) => (machine.isUp ? ofMachine(setting, world, machine) : []));
}

function ofMachine(setting: Setting, world: World, machine: Machine): readonly Action[] {
  const { name, disk, renewal, token } = machine;
  const step = (what: string, take: () => World): Action[] => [{ what: `${name} ${what}`, take }];
  if (disk === undefined) return token === undefined || world.leader === undefined ? [] : ofGuest(setting, world, machine);
  // A removed node goes on trying for ever; that it is refused is an invariant.
  if (!world.lasting.nodes.has(disk.nodeId) || reach(setting, world, disk) === undefined) return [];
  return [
    ...(machine.link === undefined
      ? step('opens a session', () => openSession(setting, world, machine))
      : isForgotten(world, machine)
        ? step('finds its session forgotten', () => hangUp(world, name, 'session'))
        : []),
    ...(renewal === undefined && (machine.wants || isLate(setting, machine, world.now))
      ? step('asks for a new certificate', () => ask(setting, world, machine))
      : []),
    ...(becomesManager(setting, world, machine) ? step('becomes a manager', () => enrol(world, machine)) : []),
  ];
}

/** A machine with a token and no identity. A join that cannot go on is given up; its user may begin another. */
function ofGuest(setting: Setting, world: World, machine: Machine): readonly Action[] {
  const { name, renewal } = machine;
  if (renewal?.joining === undefined) {
    return [{ what: `${name} downloads the root`, take: () => beginJoin(setting, world, machine) }];
  }
  if (renewal.isUnderWay) return [];
  if (reach(setting, world, { root: renewal.joining }) === undefined) {
    return [{ what: `${name} gives its join up`, take: () => refused(world, machine) }];
  }
  return [{ what: `${name} asks to be let in`, take: () => ask(setting, world, machine) }];
}

/** The window in which it renews has passed; before that, when it renews is chance and no step of its own. */
function isLate({ judge }: Setting, machine: Machine, now: number): boolean {
  return isInWindow(judge, machine, now);
}

function isForgotten(world: World, { disk, link }: Machine): boolean {
  const { leader, messages, batch } = world;
  const isOpening = messages.some((message) => message.kind === 'register' && message.link === link);
  if (disk === undefined || leader === undefined || isOpening || batch.length > 0) return false;
  return leader.links[disk.nodeId]?.link !== link;
}

function becomesManager({ judge }: Setting, world: World, { disk }: Machine): boolean {
  const node = world.decided.nodes.get(disk?.nodeId ?? '');
  if (disk === undefined || node?.role !== 'manager' || node.manager !== undefined) return false;
  const loaded = judge.identity(disk.nodeId, disk.root, disk.chain, world.now);
  const leading = machineOf(world, world.leader?.nodeId ?? '')?.disk;
  return (
    leading !== undefined &&
    succeeds(loaded) &&
    resultOf(loaded).role === 'manager' &&
    // The leader calls back.
    succeeds(judge.server(leading.root, disk.chain, world.now))
  );
}

function enrol(world: World, { disk, name }: Machine): World {
  return decide(world, (state, context) => addManager(state, disk?.nodeId ?? '', `${name}:2377`, context));
}

/** A machine starts again with what lies on its disk. */
export function start({ judge }: Setting, world: World, { name, disk }: Machine): World {
  const loaded = disk && judge.identity(disk.nodeId, disk.root, disk.chain, world.now);
  const desiredRole = loaded && 'result' in loaded ? loaded.result.role : 'worker';
  return withMachine(world, name, { isUp: true, wants: false, desiredRole });
}
