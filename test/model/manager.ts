import type { Accepted, DecisionContext, Effect } from '../../packages/core/src/swarm/decision.ts';
import { externalCasFor } from '../../packages/core/src/swarm/external-cas.ts';
import { awaitsSigning } from '../../packages/core/src/swarm/issue.ts';
import type { SigningResult } from '../../packages/core/src/swarm/issue.ts';
import { electLeader, managersOf } from '../../packages/core/src/swarm/managers.ts';
import { forgetPresence } from '../../packages/core/src/swarm/members.ts';
import { rootMaterialOf } from '../../packages/core/src/swarm/root-material.ts';
import type { SwarmState } from '../../packages/core/src/swarm/state.ts';
import { SwarmView, stamp } from '../../packages/core/src/swarm/view.ts';
import { normalisePem } from '../../packages/core/src/x509/pem.ts';
import { resultOf, succeeds } from './judge.ts';
import { keepPromise } from './promises.ts';
import { contextOf, machineOf, withLeader, withMachine } from './world.ts';
import type { Acknowledgement, Decided, Leader, Machine, Setting, World } from './world.ts';

/** Takes a decision on what has been decided so far; it lasts, and has effects, when the disk has it. */
export function decide<Reply>(
  world: World,
  decision: (state: SwarmState, context: DecisionContext) => Accepted<Reply>,
  acknowledge: (reply: Reply) => Acknowledgement | undefined = () => undefined,
): World {
  const { changes, effects, reply } = decision(world.decided, contextOf(world));
  const acknowledgement = acknowledge(reply);
  if (changes.length === 0 && effects.length === 0 && acknowledgement === undefined) return world;
  const stamped = stamp(changes, world.decided.version + 1);
  const decided: Decided = { changes: stamped, effects, acknowledgement };
  return {
    ...world,
    serial: world.serial + 1,
    decided: changes.length === 0 ? world.decided : applied(world.decided, stamped),
    batch: [...world.batch, decided],
  };
}

function applied(view: SwarmView, changes: Decided['changes']): SwarmView {
  const next = new SwarmView(view);
  next.apply(changes);
  return next;
}

/** Writes what has been decided, in one transaction; then come the effects and the answers. */
export function commit(setting: Setting, world: World): World {
  const { batch, decided, lasting } = world;
  let next: World = { ...world, lasting: decided, batch: [] };
  for (const { effects, acknowledgement } of batch) {
    for (const effect of effects) next = carryOut(next, effect);
    if (acknowledgement) next = acknowledged(next, acknowledgement);
  }
  return seatManagers(setting, keepPromise(lasting, batch, next));
}

function carryOut(world: World, effect: Effect): World {
  const { leader, lasting } = world;
  if (leader === undefined) return world;
  switch (effect.kind) {
    case 'sign':
      return withLeader(world, { queue: [...new Set([...leader.queue, effect.nodeId])].toSorted() });
    case 'tell-node':
      return withNews(world, leader, (nodeId) => nodeId === effect.nodeId);
    case 'tell-everyone':
      return withNews(world, leader, () => true);
    case 'reload-issuer':
    case 'reload-external-cas':
      return withLeader(world, { material: rootMaterialOf(lasting) });
    case 'reconcile':
      return withLeader(world, { reconciles: lasting.cluster.rootCa.rotation !== undefined });
    case 'follow-roles':
      return withLeader(world, { followsRoles: true });
    case 'renew-session':
    case 'disconnect': {
      const { [effect.nodeId]: _gone, ...links } = leader.links;
      return withLeader(world, { links });
    }
    case 'lock-managers':
      return world;
  }
}

function withNews(world: World, { links }: Leader, isMeant: (nodeId: string) => boolean): World {
  const told = Object.entries(links).map(([nodeId, link]) => [
    nodeId,
    isMeant(nodeId) ? { ...link, hasNews: true } : link,
  ]);
  return withLeader(world, { links: Object.fromEntries(told) });
}

function acknowledged(world: World, acknowledgement: Acknowledgement): World {
  const { leader } = world;
  if (leader === undefined) return world;
  switch (acknowledgement.kind) {
    case 'registered': {
      const { nodeId, link } = acknowledgement;
      return withLeader(world, { links: { ...leader.links, [nodeId]: { link, hasNews: true } } });
    }
    case 'accepted': {
      const { waiter } = acknowledgement;
      const others = leader.waiters.filter(({ machine, csr }) => machine !== waiter.machine || csr !== waiter.csr);
      return withLeader(world, { waiters: [...others, waiter] });
    }
    case 'removed':
    case 'updated':
      return world;
  }
}

/** A manager serves if its machine runs, it is one of the managers, and its certificate says so. */
export function isServing({ judge }: Setting, world: World, nodeId: string): boolean {
  const machine = machineOf(world, nodeId);
  if (machine?.disk === undefined || !machine.isUp) return false;
  const { root, chain } = machine.disk;
  const loaded = judge.identity(nodeId, root, chain, judgementTime(world, judge, chain));
  return (
    succeeds(loaded) && resultOf(loaded).role === 'manager' && world.lasting.nodes.get(nodeId)?.manager !== undefined
  );
}

/** A running manager whose certificate expires goes on as what it is; nobody connects to it any more. */
function judgementTime({ now }: World, judge: Setting['judge'], chain: string): number {
  return Math.min(now, resultOf(judge.validity(chain)).notAfter);
}

/** Managers that serve, the leader first. */
export function servingManagers(setting: Setting, world: World): readonly Machine[] {
  const serving = managersOf(world.lasting).filter(({ id }) => isServing(setting, world, id));
  return serving
    .toSorted((a, b) => Number(b.id === world.leader?.nodeId) - Number(a.id === world.leader?.nodeId))
    .flatMap(({ id }) => machineOf(world, id) ?? []);
}

/** Sees to it that one leads as long as a majority runs, and nobody otherwise. A new leader begins from the rows alone. */
export function seatManagers(setting: Setting, world: World): World {
  const isRunning = (nodeId: string): boolean => isServing(setting, world, nodeId);
  const { leader, batch } = world;
  if (!managersOf(world.lasting).some(({ id }) => isRunning(id))) return leader ? deposed(world) : world;
  if (batch.length > 0 && leader !== undefined && isRunning(leader.nodeId)) return world;
  const election = electLeader(world.lasting, isRunning, contextOf(world));
  if (election.reply === leader?.nodeId) return world;
  const begun = deposed(world);
  if (election.reply === undefined) return begun;
  const elected = applied(world.lasting, stamp(election.changes, world.lasting.version + 1));
  const { changes } = forgetPresence(elected, () => false, contextOf(world));
  const lasting = applied(elected, stamp(changes, elected.version + 1));
  return { ...begun, lasting, decided: lasting, leader: newLeader(election.reply, lasting) };
}

function newLeader(nodeId: string, lasting: SwarmView): Leader {
  return {
    nodeId,
    links: {},
    waiters: [],
    queue: [...lasting.nodes.values()]
      .filter(awaitsSigning)
      .map(({ id }) => id)
      .toSorted(),
    signatures: [],
    material: rootMaterialOf(lasting),
    reconciles: lasting.cluster.rootCa.rotation !== undefined,
    followsRoles: true,
  };
}

/** Nobody leads: what was not on the disk is lost, and every connection is broken. */
function deposed(world: World): World {
  let next: World = { ...world, leader: undefined, batch: [], decided: world.lasting };
  for (const { name, renewal, isUp } of Object.values(world.machines)) {
    if (isUp) next = withMachine(next, name, { link: undefined, ...broken(renewal) });
  }
  return next;
}

/** A request whose connection breaks: a renewal is begun anew, a join repeats the request that it made. */
export function broken(renewal: Machine['renewal']): Partial<Machine> {
  if (renewal === undefined) return {};
  return renewal.joining === undefined
    ? { renewal: undefined, wants: true }
    : { renewal: { ...renewal, isUnderWay: false } };
}

/** A machine of the model has one key, so a certificate says in the text before it (RFC 7468 §2) which request it answers. */
const label = (csr: string): string => `for ${csr}\n`;

function labelled(csr: string, pem: string): string {
  return label(csr) + pem;
}

/** The certificate, if it answers this request. */
export function answering(csr: string, pem: string): string | undefined {
  return pem.startsWith(label(csr)) ? pem.slice(label(csr).length) : undefined;
}

/** Has a node's request signed, with what signs now; `undefined` as long as nothing can. */
export function signed(setting: Setting, world: World, leader: Leader, nodeId: string): SigningResult | undefined {
  const node = world.lasting.nodes.get(nodeId);
  if (node === undefined) return undefined;
  const { rootCa, rootKey, rotationKey } = leader.material;
  const { rotation } = rootCa;
  const current = normalisePem(rootCa.caCert);
  const wanted = rotation?.caCert ?? current;
  const material = {
    bundle: rootCa.caCert,
    signingCert: rotation?.crossSignedCaCert ?? rootCa.caCert,
    intermediates: rotation?.crossSignedCaCert ?? '',
  };
  const { role } = node.certificate;
  const leaf = (signingKey: string, from = material): SigningResult => ({
    pem: labelled(node.certificate.csr, setting.pool.leaf(nodeId, role, { ...from, signingKey }, world.now)),
  });
  if (externalCasFor(world.lasting.cluster.spec.externalCas, wanted, current).length === 0) {
    const key = rotation ? rotationKey : rootKey;
    return key === undefined ? undefined : leaf(key);
  }
  const { mood, root } = world.externalCa;
  switch (mood) {
    case 'away':
      return undefined;
    case 'refusing':
      return { error: 'the external CA refuses' };
    case 'able':
      return setting.pool.root(root).caCert === wanted ? leaf(setting.pool.root(root).caKey) : undefined;
    case 'wrong': {
      const { caCert, caKey } = setting.pool.root(setting.pool.roots.length - 1);
      return leaf(caKey, { bundle: caCert, signingCert: caCert, intermediates: '' });
    }
  }
}
