import type { Caller, Calling } from '../../packages/core/src/swarm/authorise.ts';
import { renewalWindow } from '../../packages/core/src/x509/renewal-window.ts';
import { describing } from '../../packages/core/src/testing/swarm.ts';
import { parseJoinToken } from '../../packages/core/src/token/join-token.ts';
import { resultOf, succeeds } from './judge.ts';
import type { Judge } from './judge.ts';
import { answering, broken, servingManagers } from './manager.ts';
import { machineOf, withLeader, withMachine, withMessage } from './world.ts';
import type { Disk, Machine, Message, Setting, World } from './world.ts';

type Of<Kind extends Message['kind']> = Extract<Message, { readonly kind: Kind }>;

/** Whoever shows no certificate, as a manager names it that passes its call on. */
const nobody: Caller = { nodeId: '', units: [], organization: '' };

/**
 * Opens a connection to a manager, trying one after the other. Each end judges the other, and a manager that does not
 * lead has to reach the one that does.
 *
 * @param visitor a member's disk, or the root by which somebody judges who has no identity yet
 * @returns as whom the leader knows the caller; `undefined` if there is no way
 */
export function reach(setting: Setting, world: World, visitor: Disk | { readonly root: string }): Calling | undefined {
  const { judge } = setting;
  const { now, leader } = world;
  const leading = leader && machineOf(world, leader.nodeId)?.disk;
  if (leading === undefined) return undefined;
  for (const { disk } of servingManagers(setting, world)) {
    if (disk === undefined || !succeeds(judge.server(visitor.root, disk.chain, now))) continue;
    const shown = 'chain' in visitor ? judge.client(disk.root, visitor.chain, now) : { result: undefined };
    if (!succeeds(shown)) continue;
    const caller = resultOf(shown);
    if (disk === leading) return { direct: caller };
    if (!succeeds(judge.server(disk.root, leading.chain, now))) continue;
    const forwarder = judge.client(leading.root, disk.chain, now);
    if (succeeds(forwarder)) return { direct: resultOf(forwarder), forwarded: caller ?? nobody };
  }
  return undefined;
}

/** Opens a session, saying who has signed its certificate and which root it trusts. */
export function openSession(setting: Setting, world: World, machine: Machine): World {
  const { disk, name } = machine;
  const calling = disk && reach(setting, world, disk);
  if (disk === undefined || calling === undefined) return world;
  const { issuer } = resultOf(setting.judge.identity(disk.nodeId, disk.root, disk.chain, world.now));
  const link = world.serial;
  const message: Message = {
    kind: 'register',
    machine: name,
    link,
    calling,
    description: describing(issuer, disk.root),
  };
  return withMessage(withMachine({ ...world, serial: link + 1 }, name, { link }), message);
}

/** Whether a certificate is in the part of its life in which it is renewed. */
export function isInWindow(judge: Judge, { disk }: Machine, now: number): boolean {
  return disk !== undefined && now >= renewalWindow(resultOf(judge.validity(disk.chain))).from;
}

/** Asks for a new certificate; a join that was interrupted repeats its request. */
export function ask(setting: Setting, world: World, machine: Machine): World {
  const { disk, name, renewal, token = '' } = machine;
  const visitor = disk ?? (renewal?.joining === undefined ? undefined : { root: renewal.joining });
  const calling = visitor && reach(setting, world, visitor);
  if (calling === undefined) return world;
  const csr = renewal?.csr ?? `${name}/${world.serial}`;
  const asking = withMachine({ ...world, serial: world.serial + 1 }, name, {
    renewal: { ...renewal, csr, isUnderWay: true },
    wants: false,
  });
  return withMessage(asking, { kind: 'ask', machine: name, csr, token: disk ? '' : token, calling });
}

/** Downloads the root and compares it with the token; nothing is asked for before they fit. */
export function beginJoin({ judge }: Setting, world: World, { name, token = '' }: Machine): World {
  const root = world.lasting.cluster.rootCa.caCert;
  const { digest } = parseJoinToken(token);
  if (digest !== resultOf(judge.digest(root, world.now))) return withMachine(world, name, { token: undefined });
  const renewal = { csr: `${name}/${world.serial}`, isUnderWay: false, joining: root };
  return withMachine({ ...world, serial: world.serial + 1 }, name, { renewal });
}

/** What a node does with what its session tells it (docs/protocol.md §6.5, §8.4). */
export function hear(setting: Setting, world: World, { machine: name, link, node, root }: Of<'told'>): World {
  const machine = world.machines[name];
  if (machine?.disk === undefined || machine.link !== link) return world;
  const { disk, desiredRole, rotateVersion } = machine;
  const hasNewRole = node.desiredRole !== desiredRole;
  const isAsked = node.certificate.state === 'rotate' && node.version !== rotateVersion;
  const told = withMachine(world, name, {
    desiredRole: node.desiredRole,
    wants: machine.wants || hasNewRole || isAsked,
    rotateVersion: isAsked ? node.version : rotateVersion,
  });
  if (root === disk.root) return told;
  const taken = setting.judge.acceptsRoot(disk.chain, root, world.now);
  if (succeeds(taken)) return withMachine(told, name, { disk: { ...disk, root }, link: undefined });
  const isExpired = world.now > resultOf(setting.judge.validity(disk.chain)).notAfter;
  // A message that was overtaken may bring a root from before.
  if (isExpired || root !== world.lasting.cluster.rootCa.caCert) return told;
  return { ...told, promises: { ...told.promises, baffled: [...told.promises.baffled, name] } };
}

/** What a node does with the outcome of its request (docs/protocol.md §5.6, §6.3). */
export function receive(setting: Setting, world: World, answer: Of<'answer'>): World {
  const { machine: name, csr, nodeId, certificate } = answer;
  const machine = world.machines[name];
  if (machine?.renewal === undefined || machine.renewal.csr !== csr) return world;
  // A node looks at a few answers about another request before it gives up; here it does so at once.
  const isOurs = certificate.csr === csr && certificate.state !== 'failed';
  const chain = isOurs ? answering(csr, certificate.pem) : undefined;
  if (chain === undefined) return refused(world, machine);
  return install(setting, world, machine, nodeId, chain);
}

function install(setting: Setting, world: World, machine: Machine, nodeId: string, chain: string): World {
  const { judge } = setting;
  const { name, disk, renewal, desiredRole } = machine;
  const root = disk?.root ?? renewal?.joining ?? '';
  const loaded = judge.identity(nodeId, root, chain, world.now);
  if ('problem' in loaded) {
    return loaded.problem === 'unknown-authority' && disk !== undefined
      ? updateRoot(setting, refused(world, machine), name, disk)
      : refused(world, machine);
  }
  const { role, issuer } = loaded.result;
  const before = disk && judge.identity(nodeId, root, disk.chain, world.now);
  const isSameIssuer = before && 'result' in before && before.result.issuer.publicKey === issuer.publicKey;
  return withMachine(world, name, {
    disk: { nodeId, root, chain },
    token: undefined,
    renewal: undefined,
    // The manager has not changed the role yet: the node asks again.
    wants: machine.wants || (disk !== undefined && role !== desiredRole),
    ...(disk === undefined && { desiredRole: role }),
    ...(!isSameIssuer && { link: undefined }),
  });
}

/** A worker fetches the root again, and takes it if its present certificate leads there; then it renews once more. */
function updateRoot({ judge }: Setting, world: World, name: string, disk: Disk): World {
  const { now, lasting } = world;
  const root = lasting.cluster.rootCa.caCert;
  const own = judge.identity(disk.nodeId, disk.root, disk.chain, now);
  if (!('result' in own) || own.result.role !== 'worker' || root === disk.root) return world;
  return succeeds(judge.acceptsRoot(disk.chain, root, now))
    ? withMachine(world, name, { disk: { ...disk, root } })
    : world;
}

/** A renewal that failed is tried again; a join that failed is given up. */
export function refused(world: World, { name, disk, renewal }: Machine): World {
  return disk === undefined
    ? withMachine(world, name, { renewal: undefined, token: undefined })
    : withMachine(world, name, broken(renewal));
}

/** Its connections break: nobody at the other end waits for it any more. */
export function hangUp(world: World, name: string, what: 'session' | 'request'): World {
  const machine = world.machines[name];
  if (machine === undefined) return world;
  if (what === 'session') return withMachine(world, name, { link: undefined });
  const waiters = world.leader?.waiters.filter((waiter) => waiter.machine !== name) ?? [];
  return withLeader(withMachine(world, name, broken(machine.renewal)), { waiters });
}
