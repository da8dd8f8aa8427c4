// A lab in a process of its own that does many things at once until it is killed. It says what it is about to do, and what
// has been done, on its standard output, one JSON text a line.
import { hash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import type { Lab, LabNode } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { Problem } from '../../packages/core/src/problem.ts';
import { standings } from '../../packages/core/src/swarm/standing.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import type { Node } from '../../packages/core/src/swarm/state.ts';
import { roleOf } from '../../packages/core/src/x509/identity.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { labOptions, openWhole } from './labs.ts';
import type { LabPlace } from './labs.ts';
import { removed } from './load-words.ts';
import type { LoadWord, SeenNode, Subject } from './load-words.ts';
import { haveTheirRoles } from './roles.ts';

/** What the parent asks for, as the only argument. */
export interface LoadTask extends LabPlace {
  /** Rises from process to process: values that are written do, too. */
  readonly round: number;
}

const task = JSON.parse(process.argv[2] ?? '') as LoadTask;

function say(word: LoadWord): void {
  writeSync(1, `${JSON.stringify(word)}\n`);
}

const digest = (text: string): string => hash('sha256', text);
const serialOf = ({ serialNumber }: { readonly serialNumber: Uint8Array }): string =>
  Buffer.from(serialNumber).toString('hex');
const leafOf = ({ node }: LabNode): string => node.credentials.identity.certificates.slice(0, 1).map(serialOf).join('');

let isWell = false;
const renewed = new Set<string>();
const lab = await openWhole({
  ...labOptions(task, (error) => {
    throw error;
  }),
  onNodeEvent: (name, { kind }) => {
    if (kind === 'renewed') renewed.add(name);
    const found = isWell && kind === 'renewed' ? lab.nodes.get(name) : undefined;
    if (found) say({ kind: 'seen', subject: { kind: 'certificate', of: found.node.id }, value: leafOf(found) });
  },
});

/** What the process before has left half done is put away, as its user would. */
async function tidyUp(): Promise<void> {
  for (const found of lab.nodes.values()) if (!lab.state.nodes.has(found.node.id)) await putAway(found);
  const living = new Set([...lab.nodes.values()].map(({ node }) => node.id));
  for (const { id, status } of lab.state.nodes.values()) {
    // It was let in and never had its certificate.
    if (!living.has(id) && status.addr === '') await remove(id);
  }
  for (const name of await readdir(places.nodes(task.directory))) {
    if (!lab.nodes.has(name)) await rm(folderOf(name), { recursive: true });
  }
}

const folderOf = (name: string): string => dirname(dirname(places.certificates(task.directory, name)));
const remove = (id: string): Promise<void> =>
  lab.control.perform((state, context) => removeNode(state, id, { force: true }, context));

async function putAway({ name }: LabNode): Promise<void> {
  await lab.stop(name);
  await rm(folderOf(name), { recursive: true, force: true });
}

const areWell = (now: Lab): boolean => now.isSettled && haveTheirRoles(now);

/** A node that was cut off by the end of a rotation cannot come back (docs/protocol.md §8.4): its user lets it join anew. */
async function becomeWell(): Promise<void> {
  try {
    await lab.until('all is well', areWell, 10_000);
  } catch (error) {
    const { control, state } = lab;
    const lost = standings(state, (nodeId) => control.isRunning(nodeId), Date.now()).filter(
      ({ isStranded }) => isStranded,
    );
    if (lost.length === 0) throw notWell(error);
    for (const { nodeId } of lost) {
      await remove(nodeId);
      const found = byId(nodeId);
      if (found) await putAway(found);
    }
    await lab.until('all others are well', areWell, 20_000).catch((still: unknown) => Promise.reject(notWell(still)));
    for (const { nodeId } of lost) say({ kind: 'stranded', subject: { kind: 'member', of: nodeId } });
  }
}

function notWell(cause: unknown): Error {
  return new Error(`what is not well: ${JSON.stringify(pictureOf(lab), undefined, 1)}`, { cause });
}

/** How far things have come, for a failure: no secrets. */
function pictureOf({ state, nodes }: Lab): unknown {
  const { rootCa } = state.cluster;
  const leaf = (pem: string): string => readCertificates(pem).slice(0, 1).map(serialOf).join('');
  return {
    root: digest(rootCa.caCert).slice(0, 8),
    rotatesTo: rootCa.rotation && digest(rootCa.rotation.caCert).slice(0, 8),
    rows: [...state.nodes.values()].map((row) => ({
      id: row.id,
      role: row.role,
      desired: row.desiredRole,
      serves: row.manager !== undefined,
      state: row.status.state,
      certificate: row.certificate.state,
      serial: leaf(row.certificate.pem),
      converged: !state.unconverged.has(row.id),
      trusts: digest(row.description?.tlsInfo?.trustRoot ?? '').slice(0, 8),
    })),
    running: [...nodes.values()].map(({ name, node }) => ({
      name,
      id: node.id,
      role: roleOf(node.credentials.identity),
      serial: leafOf({ node } as LabNode),
      trusts: digest(node.credentials.trust.pem).slice(0, 8),
    })),
  };
}

function tellAll({ state, nodes }: Lab): void {
  const seen = [...nodes.values()].map((found): SeenNode => {
    const row = state.nodes.get(found.node.id);
    const issued = row && row.certificate.pem !== '' ? readCertificates(row.certificate.pem).slice(0, 1) : [];
    return {
      name: found.name,
      id: found.node.id,
      serials: [leafOf(found), ...issued.map(serialOf)],
      isNew: renewed.has(found.name),
      label: row?.labels['load'] ?? '',
      role: row?.desiredRole ?? '',
    };
  });
  say({
    kind: 'well',
    nodes: seen,
    rows: [...state.nodes.keys()],
    blocked: Object.keys(state.cluster.blocklist),
    label: state.cluster.spec.labels['load'] ?? '',
    token: digest(lab.joinToken('worker')),
    root: digest(state.cluster.rootCa.caCert),
  });
}

let numbers = 0;
const value = (): string => String(task.round * 100_000 + ++numbers);

/** Says what is about to be done, does it, and says what came of it. */
async function announce(subjects: readonly Subject[], work: () => Promise<readonly [Subject, string]>): Promise<void> {
  const number = ++numbers;
  say({ kind: 'will', number, subjects });
  try {
    const [subject, result] = await work();
    say({ kind: 'done', number, subject, value: result });
  } catch (error) {
    // Two things at once may be one too many, and then one is refused.
    if (!(error instanceof Problem)) throw error;
    say({ kind: 'refused', number, why: `${error.name} ${error.code}` });
  }
}

const random = (below: number): number => systemEntropy.integerBelow(below);

function anyOf<Item>(items: readonly Item[]): Item | undefined {
  return items[random(items.length)];
}

const rowsOf = (role: Node['role']): readonly Node[] =>
  [...lab.state.nodes.values()].filter(
    ({ desiredRole, manager }) => desiredRole === role && (role === 'manager' || !manager),
  );
const byId = (id: string): LabNode | undefined => [...lab.nodes.values()].find(({ node }) => node.id === id);
/** A first manager that stays, and two more at most; so many nodes that a rotation takes a while. */
const [mostManagers, fewestNodes, mostNodes] = [3, 5, 8];

const deeds: readonly (() => Promise<void>)[] = [
  async function join() {
    if (lab.state.nodes.size >= mostNodes) return;
    const name = `node-${value()}`;
    await announce([], async () => {
      const { node } = await lab.join(name, lab.joinToken('worker'));
      return [{ kind: 'member', of: node.id }, name];
    });
  },
  async function leave() {
    const row = lab.state.nodes.size > fewestNodes ? anyOf(rowsOf('worker')) : undefined;
    const found = row && byId(row.id);
    if (!found) return;
    const subject = { kind: 'member', of: found.node.id } as const;
    await announce([subject], async () => {
      await remove(found.node.id);
      return [subject, removed];
    });
    if (!lab.state.nodes.has(found.node.id)) await putAway(found);
  },
  async function renew() {
    const found = anyOf([...lab.nodes.values()]);
    if (!found) return;
    const subject = { kind: 'certificate', of: found.node.id } as const;
    await announce([], async () => {
      await found.node.renewNow();
      return [subject, leafOf(found)];
    });
  },
  async function changeRole() {
    const managers = rowsOf('manager').filter(({ id }) => byId(id)?.name !== 'manager-1');
    const row = managers.length + 1 < mostManagers ? anyOf(rowsOf('worker')) : anyOf(managers);
    if (!row) return;
    const subject = { kind: 'role', of: row.id } as const;
    const desiredRole = row.desiredRole === 'worker' ? 'manager' : 'worker';
    await announce([subject], async () => {
      await lab.updateNode(row.id, { desiredRole });
      return [subject, desiredRole];
    });
  },
  async function labelNode() {
    const row = anyOf([...lab.state.nodes.values()]);
    if (!row) return;
    const [subject, load] = [{ kind: 'node-label', of: row.id } as const, value()];
    await announce([subject], async () => {
      await lab.updateNode(row.id, { labels: { load } });
      return [subject, load];
    });
  },
  async function labelSwarm() {
    const [subject, load] = [{ kind: 'swarm-label' } as const, value()];
    await announce([subject], async () => {
      await lab.update({ labels: { load } });
      return [subject, load];
    });
  },
  async function rotateToken() {
    const subject = { kind: 'token' } as const;
    await announce([subject], async () => {
      await lab.update({}, { workerToken: true });
      return [subject, digest(lab.joinToken('worker'))];
    });
  },
  async function rotateRoot() {
    if (lab.state.cluster.rootCa.rotation !== undefined && random(8) > 0) return;
    // Its end replaces the tokens as well.
    await announce([{ kind: 'root' }, { kind: 'token' }], async () => {
      await lab.rotateRoot();
      const { rotation, caCert } = lab.state.cluster.rootCa;
      return [{ kind: 'root' }, digest(rotation?.caCert ?? caCert)];
    });
  },
];

lab.control.onJournal(({ event, nodeId }) => {
  if (event === 'node-renewing' && isWell && nodeId !== undefined) {
    say({ kind: 'begun', subject: { kind: 'certificate', of: nodeId } });
  }
  if (event !== 'rotation-completed' || !isWell) return;
  // The root last, which ends the rotation: it may be killed between the two.
  say({ kind: 'seen', subject: { kind: 'token' }, value: digest(lab.joinToken('worker')) });
  say({ kind: 'seen', subject: { kind: 'root' }, value: digest(lab.state.cluster.rootCa.caCert) });
});
await tidyUp();
await becomeWell();
tellAll(lab);
isWell = true;

/** So many things at a time. */
const hands = 4;
async function keepBusy(): Promise<never> {
  for (;;) {
    await anyOf(deeds)?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
await Promise.all(Array.from({ length: hands }, keepBusy));
