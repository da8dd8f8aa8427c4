import { authorise } from '../../packages/core/src/swarm/authorise.ts';
import { Refusal } from '../../packages/core/src/swarm/refusal.ts';
import { managersOf } from '../../packages/core/src/swarm/managers.ts';
import { standings } from '../../packages/core/src/swarm/standing.ts';
import { roleOfToken } from '../../packages/core/src/swarm/tokens.ts';
import { SwarmView } from '../../packages/core/src/swarm/view.ts';
import { parseJoinToken } from '../../packages/core/src/token/join-token.ts';
import { resultOf, succeeds } from './judge.ts';
import { answering, isServing } from './manager.ts';
import { machineOf } from './world.ts';
import type { Disk, Machine, Setting, World } from './world.ts';

type Invariant = (setting: Setting, world: World) => string | undefined;

/** What has to hold in every state. Each finds what is wrong, in words, or nothing. */
const ofStates: Readonly<Record<string, Invariant>> = {
  'members authenticate each other': authenticate,
  'whoever is cut off is named, with the way out': stranded,
  'nobody trusts a root that its own chain does not reach': reaches,
  'whoever serves as a manager has the certificate for it': serve,
  'whoever is sent a root can take it over': (_setting, { promises: { baffled } }) =>
    baffled[0] && `${baffled[0]} was sent a root that its own certificate does not lead to`,
};

/** The same, of what can be wrong only where rows have changed. */
const ofRows: Readonly<Record<string, Invariant>> = {
  'nothing that an old key signed is accepted': oldKeys,
  'the old key exists nowhere': noOldKey,
  'old tokens are refused, present ones admit': tokens,
  'what was acknowledged is not lost': kept,
  'a request that is repeated lets one node in': once,
  'a certificate answers the request that it is recorded for': answers,
  'a restart reads what is in memory': restart,
};

/** What does not hold. */
export interface Violation {
  readonly invariant: string;
  readonly why: string;
}

/** @param before the state that came before, all of which held; left out, everything is looked at */
export function violation(setting: Setting, world: World, before?: World): Violation | undefined {
  const looked = before?.lasting === world.lasting ? ofStates : { ...ofStates, ...ofRows };
  for (const [invariant, check] of Object.entries(looked)) {
    const why = check(setting, world);
    if (why !== undefined) return { invariant, why };
  }
  return undefined;
}

function members({ machines, lasting }: World): readonly (Machine & { readonly disk: Disk })[] {
  return Object.values(machines).flatMap((machine) =>
    machine.disk && lasting.nodes.has(machine.disk.nodeId) ? [{ ...machine, disk: machine.disk }] : [],
  );
}

function isExpired({ judge }: Setting, { disk }: { readonly disk: Disk }, now: number): boolean {
  return now > resultOf(judge.validity(disk.chain)).notAfter;
}

function authenticate(setting: Setting, world: World): string | undefined {
  const { judge } = setting;
  const { now, lasting } = world;
  const alive = members(world).filter((machine) => !isExpired(setting, machine, now));
  for (const one of alive) {
    for (const other of alive) {
      if (one === other || succeeds(judge.leads(one.disk.root, other.disk.chain, now))) continue;
      // Cut off: it has not heard of the end of a rotation, and the other has renewed since.
      const isBehind = one.disk.root !== lasting.cluster.rootCa.caCert;
      const hasRenewed = succeeds(judge.leads(lasting.cluster.rootCa.caCert, other.disk.chain, now));
      if (!world.mayStrand || !isBehind || !hasRenewed)
        return `${one.name} does not accept the certificate of ${other.name}`;
    }
  }
  return undefined;
}

function stranded(setting: Setting, world: World): string | undefined {
  const { judge } = setting;
  const { now, lasting } = world;
  const running = (nodeId: string): boolean => isServing(setting, world, nodeId);
  const behind = members(world).filter(({ disk }) => disk.root !== lasting.cluster.rootCa.caCert);
  if (behind.length === 0 || world.leader === undefined) return undefined;
  const managers = managersOf(lasting).flatMap(({ id, certificate }) => {
    const disk = machineOf(world, id)?.disk;
    // What a manager shows is known here once it has the certificate that was issued last.
    const isKnown = disk && answering(certificate.csr, certificate.pem) === disk.chain;
    return running(id) && disk ? [{ disk, isKnown }] : [];
  });
  const named = standings(lasting, running, now);
  for (const { name, disk } of behind) {
    const others = managers.filter((manager) => manager.disk.nodeId !== disk.nodeId);
    if (others.length === 0 || others.some(({ isKnown }) => !isKnown)) continue;
    const row = lasting.nodes.get(disk.nodeId);
    if (row?.status.state === 'ready' || row?.description?.tlsInfo?.trustRoot !== disk.root) continue;
    const isCutOff = !others.some((manager) =>
      succeeds(
        judge.server(
          disk.root,
          manager.disk.chain,
          Math.min(now, resultOf(judge.validity(manager.disk.chain)).notAfter),
        ),
      ),
    );
    const standing = named.find(({ nodeId }) => nodeId === disk.nodeId);
    if (standing?.isStranded !== isCutOff)
      return `${name} is ${isCutOff ? '' : 'not '}cut off, and the rows say otherwise`;
    if (isCutOff && !standing.next?.includes('docker swarm leave')) return `nobody says what ${name} is to do`;
  }
  return undefined;
}

function reaches(setting: Setting, world: World): string | undefined {
  const lost = members(world).find(
    (machine) =>
      !isExpired(setting, machine, world.now) &&
      !succeeds(setting.judge.consistent(machine.disk.root, machine.disk.chain, world.now)),
  );
  return lost && `${lost.name} has a certificate that does not lead to the root that it trusts`;
}

/** One of the managers that has none is accepted by nobody; where its vote is missing, nobody leads, and it gets none. */
function serve(setting: Setting, world: World): string | undefined {
  const { judge } = setting;
  const idle = members(world).find(({ disk: { nodeId, root, chain } }) => {
    const loaded = judge.identity(nodeId, root, chain, world.now);
    return world.lasting.nodes.get(nodeId)?.manager && succeeds(loaded) && resultOf(loaded).role !== 'manager';
  });
  return idle && `${idle.name} is one of the managers, and has the certificate of a worker`;
}

/** Leaves of every other root of the pool, alone and behind whatever cross-signed it. */
function oldKeys({ pool, judge }: Setting, { lasting, now, promises }: World): string | undefined {
  const present = lasting.cluster.rootCa.caCert;
  for (const [index, old] of pool.roots.entries()) {
    if (!promises.oldRoots.includes(old.caCert)) continue;
    const material = { bundle: old.caCert, signingCert: old.caCert, signingKey: old.caKey, intermediates: '' };
    const leaf = pool.leaf('intruder', 'manager', material, now);
    const behind = pool.roots.map(({ caCert }) => (caCert === present ? '' : pool.crossSigned(caCert, old.caCert)));
    for (const intermediate of behind) {
      if (
        succeeds(judge.server(present, leaf + intermediate, now)) ||
        succeeds(judge.client(present, leaf + intermediate, now))
      ) {
        return `what the key of root ${index} signs now is accepted`;
      }
    }
  }
  return undefined;
}

function noOldKey({ pool }: Setting, { lasting, promises, leader, batch }: World): string | undefined {
  const keys = Object.entries(lasting.secrets);
  for (const old of promises.oldRoots) {
    const key = pool.roots.find(({ caCert }) => caCert === old)?.caKey;
    const name = keys.find(([, value]) => value === key)?.[0];
    if (name !== undefined) return `the key of a root that was replaced is kept as ${name}`;
    const { rootKey, rotationKey } = leader?.material ?? {};
    if (key !== undefined && (rootKey === key || rotationKey === key)) return 'the leader still has the old key';
  }
  const { rootKey, rotationKey } = lasting.secrets;
  if (lasting.cluster.rootCa.rotation === undefined && rotationKey !== undefined)
    return 'the key of a rotation outlives it';
  const written = [lasting.cluster, ...lasting.nodes.values(), ...batch.flatMap(({ effects }) => effects)];
  const isWritten = [rootKey, rotationKey].some(
    (key) => key !== undefined && JSON.stringify(written).includes(JSON.stringify(key)),
  );
  return isWritten ? 'a key stands outside of the sealed table' : undefined;
}

function tokens({ judge }: Setting, { lasting, promises, now }: World): string | undefined {
  const { secrets, cluster } = lasting;
  if (promises.oldTokens.some((token) => roleOfToken(secrets, token) !== undefined))
    return 'a token that was replaced is accepted';
  const digest = resultOf(judge.digest(cluster.rootCa.caCert, now));
  for (const role of ['worker', 'manager'] as const) {
    const token = secrets[`${role}Token`] ?? '';
    if (roleOfToken(secrets, token) !== role) return `the ${role} token admits nobody`;
    if (parseJoinToken(token).digest !== digest) return `the ${role} token does not fit the root that is served`;
  }
  return undefined;
}

function kept(setting: Setting, world: World): string | undefined {
  const { lasting, promises } = world;
  const { members: ids, removed, target } = promises;
  const lost = ids.find((id) => !lasting.nodes.has(id));
  if (lost !== undefined) return `node ${lost} was let in, and there is no such node`;
  for (const nodeId of removed) {
    if (lasting.nodes.has(nodeId)) return `node ${nodeId} was removed, and is there again`;
    // Past its end a certificate is refused in any case, and need not be remembered (docs/protocol.md §5.7).
    const disk = machineOf(world, nodeId)?.disk;
    if (disk === undefined || isExpired(setting, { disk }, world.now)) continue;
    for (const unit of ['swarm-worker', 'swarm-manager']) {
      const direct = { nodeId, units: [unit], organization: lasting.cluster.id };
      if (isAllowed(() => authorise(lasting, { direct }, ['worker', 'manager'])))
        return `the removed node ${nodeId} is a member`;
    }
  }
  const { caCert, rotation } = lasting.cluster.rootCa;
  return (rotation?.caCert ?? caCert) === target
    ? undefined
    : 'the root that was ordered is neither there nor on its way';
}

function once(_setting: Setting, { lasting }: World): string | undefined {
  const requests = [...lasting.nodes.values()].map(({ certificate: { csr } }) => csr).filter((csr) => csr !== '');
  return new Set(requests).size === requests.length ? undefined : 'one request has become two nodes';
}

function isAllowed(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function answers(_setting: Setting, { lasting }: World): string | undefined {
  for (const {
    id,
    certificate: { csr, pem },
  } of lasting.nodes.values()) {
    if (pem !== '' && pem.startsWith('for ') && answering(csr, pem) === undefined)
      return `node ${id} is given a certificate for another key`;
  }
  return undefined;
}

/** Rows are the truth: what is computed beside them is what a manager computes that reads them anew. */
function restart(_setting: Setting, { lasting }: World): string | undefined {
  const { version, cluster, secrets, nodes } = lasting;
  const again = new SwarmView({ version, cluster, secrets, nodes });
  const waits =
    again.unconverged.size === lasting.unconverged.size &&
    [...again.unconverged].every((id) => lasting.unconverged.has(id));
  if (!waits) return 'a restart waits for other nodes than the manager does';
  const knows =
    again.requests.size === lasting.requests.size &&
    [...again.requests].every(([key, id]) => lasting.requests.get(key) === id);
  if (!knows) return 'a restart knows of other requests';
  return again.targetIssuer.publicKey === lasting.targetIssuer.publicKey ? undefined : 'a restart wants another issuer';
}
