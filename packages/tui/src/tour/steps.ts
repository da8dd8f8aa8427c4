import {
  Lab,
  callWithCertificate,
  copyIdentity,
  managerName,
  parseJoinToken,
  readNodeFacts,
  readServedRoot,
  readServerChain,
  requestWithToken,
  systemClock,
  systemEntropy,
} from '@swarmpki/core/lab';
import type { LabNode, NodeFacts } from '@swarmpki/core/lab';
import { TourFailure, expect, need, refusalOf } from './step.ts';
import type { TourStep } from './step.ts';
import { count, day, maskToken, printable, short, span } from './words.ts';

const managers = ['manager-2', 'manager-3'];
const workers = ['worker-1', 'worker-2', 'worker-3', 'worker-4', 'worker-5'];

function factsOf({ directory }: LabNode): Promise<NodeFacts> {
  return readNodeFacts(directory, systemClock);
}

function leafOf({ certificates: [leaf] }: NodeFacts): NodeFacts['certificates'][number] {
  if (leaf === undefined) throw new TourFailure('a certificate file is empty');
  return leaf;
}

function nodeNamed(lab: Lab, name: string): LabNode {
  const node = lab.nodes.get(name);
  if (node === undefined) throw new TourFailure(`the node ${name} is not there`);
  return node;
}

const createSwarm: TourStep = {
  title: 'A swarm is created',
  why: 'The first manager makes a root CA for the swarm and signs its own certificate with it.',
  run: async function* (context) {
    const lab = await Lab.create({
      directory: context.directory,
      onError: (error) => context.faults.push(error),
      onRefused: ({ error }) => context.refusals.push(error.message),
      onNodeEvent: (name, event) => {
        if (event.kind === 'session-lost') context.lostSessions.push(name);
      },
    });
    context.keep(lab);
    context.found.lab = lab;
    await lab.until('the manager is ready', ({ isSettled }) => isSettled);

    const { address } = lab.manager;
    const facts = await factsOf(nodeNamed(lab, managerName));
    const served = await readServedRoot(address);
    expect(served.digest === facts.rootDigest, 'the root on the wire is not the one in the file');
    for (const root of facts.roots) {
      yield `root    CN=${printable(root.commonName)}, key ${short(root.keyId)}, valid until ${day(root.notAfter)}`;
    }
    yield `digest  ${facts.rootDigest}, the same in the file and on the wire`;
    const port = await readServerChain(address);
    const [shown] = port.certificates;
    expect(
      shown?.serialNumber === leafOf(facts).serialNumber,
      'the port shows another certificate than the file holds',
    );
    yield `manager ${leafOf(facts).commonName}, certificate of ${span(leafOf(facts).notAfter - systemClock.now())}, on ${port.address}`;
  },
};

const showTokens: TourStep = {
  title: 'Two join tokens let nodes in',
  why: 'A token is the digest of the root, by which a node knows the swarm, and a secret, by which the swarm knows the node.',
  run: async function* (context) {
    const lab = need(context, 'lab');
    const { rootDigest } = await factsOf(nodeNamed(lab, managerName));
    for (const role of ['worker', 'manager'] as const) {
      const token = lab.joinToken(role);
      expect(parseJoinToken(token).digest === rootDigest, `the digest in the ${role} token is not that of the root`);
      yield `${role.padEnd(7)} ${maskToken(token)}`;
    }
    yield 'both digests are that of the root';
  },
};

const refuseForeignToken: TourStep = {
  title: 'A node with the token of another swarm stays out',
  why: 'Before it sends anything secret, a node compares the root that it is served with the digest in its token.',
  run: async function* (context) {
    const lab = need(context, 'lab');
    const [prefix, version, , secret] = lab.joinToken('worker').split('-');
    const foreign = [prefix, version, '1'.repeat(50), secret].join('-');
    const error = await refusalOf(lab.join('stranger', foreign), 'a node joined with the digest of another root');
    expect(
      error.message.startsWith('remote CA does not match fingerprint'),
      `it failed in another way: ${error.message}`,
    );
    yield `the node says: ${printable(error.message)}`;
  },
};

const joinNodes: TourStep = {
  title: 'Two nodes join with the manager token, five with the worker token',
  why: 'Each makes a key of its own, which never leaves it, and gets a certificate: who it is (CN), its role (OU), its swarm (O).',
  run: async function* (context) {
    const lab = need(context, 'lab');
    const join = (names: readonly string[], token: string): Promise<LabNode>[] =>
      names.map((name) => lab.join(name, token));
    const nodes = await Promise.all([
      ...join(managers, lab.joinToken('manager')),
      ...join(workers, lab.joinToken('worker')),
    ]);
    await lab.until('all nodes are ready', ({ isSettled }) => isSettled);
    for (const node of nodes) {
      const leaf = leafOf(await factsOf(node));
      const unit = node.name.startsWith('manager') ? 'swarm-manager' : 'swarm-worker';
      expect(leaf.unit === unit, `${node.name} got a certificate for ${leaf.unit}`);
      expect(leaf.organization === lab.manager.state.cluster.id, `${node.name} got a certificate of another swarm`);
      yield `${node.name.padEnd(9)} CN=${leaf.commonName}, OU=${leaf.unit}, until ${day(leaf.notAfter)}`;
    }
  },
};

const renewAll: TourStep = {
  title: 'Every node renews its certificate',
  why: 'Swarm does that by itself between half and four fifths of a certificate’s life. The key is new each time, the node’s id is not.',
  run: async function* (context) {
    const nodes = [...need(context, 'lab').nodes.values()];
    const before = await Promise.all(nodes.map(factsOf));
    await Promise.all(nodes.map(({ node }) => node.renewNow()));
    const after = await Promise.all(nodes.map(factsOf));
    for (const [index, facts] of after.entries()) {
      const name = nodes[index]?.name ?? '';
      const [was, is] = [leafOf(before[index] ?? facts), leafOf(facts)];
      expect(was.commonName === is.commonName, `${name} has another id than before`);
      expect(
        was.keyId !== is.keyId && was.serialNumber !== is.serialNumber,
        `${name} has the same certificate as before`,
      );
      yield `${name.padEnd(9)} key ${short(was.keyId)} → ${short(is.keyId)}, same id`;
    }
  },
};

const rotateRoot: TourStep = {
  title: 'The root is rotated under live sessions',
  why: 'The old root signs the new one’s key, so that nodes which trust the old root accept what the new one signs. When all have renewed, the old root is forgotten.',
  run: async function* (context) {
    const lab = need(context, 'lab');
    const all = [...lab.nodes.values()];
    const worker = nodeNamed(lab, 'worker-1');
    const before = await factsOf(worker);
    context.found.old = {
      identity: await copyIdentity(worker.directory),
      workerToken: lab.joinToken('worker'),
      rootDigest: before.rootDigest,
    };
    const lostBefore = context.lostSessions.length;

    await lab.rotateRoot();
    await lab.until('the rotation has ended', ({ isSettled }) => isSettled, 15_000);

    const served = await readServedRoot(lab.manager.address);
    expect(served.digest !== before.rootDigest, 'the manager still serves the old root');
    yield `old root key ${short(before.roots[0]?.keyId ?? '')}, digest ${short(before.rootDigest)}…`;
    yield `new root key ${short(served.roots[0]?.keyId ?? '')}, digest ${short(served.digest)}…`;
    for (const node of all) {
      const facts = await factsOf(node);
      expect(facts.rootDigest === served.digest, `${node.name} still trusts the old root`);
      expect(
        facts.certificates.length === 2,
        `${node.name} has ${count(facts.certificates.length, 'certificate')} in its file, not leaf and cross-signed root`,
      );
      expect(
        facts.certificates[1]?.keyId === served.roots[0]?.keyId,
        `${node.name} carries another intermediate than the new root’s key`,
      );
    }
    yield `${count(all.length, 'node')} trust the new root; each file holds a leaf and the cross-signed new root`;
    const lost = context.lostSessions.slice(lostBefore);
    expect(lost.length === 0, `sessions broke off: ${lost.join(', ')}`);
    yield 'no session broke off';
    const token = lab.joinToken('worker');
    expect(parseJoinToken(token).digest === served.digest, 'the worker token does not carry the new root’s digest');
    yield `worker  ${maskToken(token)}`;
  },
};

const refuseOldCertificate: TourStep = {
  title: 'A certificate of the old root is refused',
  why: 'It is still within its dates. But nobody trusts the key that signed it any more.',
  run: async function* (context) {
    const lab = need(context, 'lab');
    const { identity } = need(context, 'old');
    const seen = context.refusals.length;
    const error = await refusalOf(
      callWithCertificate(lab.manager.address, identity),
      'the manager answered a node that showed a certificate of the old root',
    );
    await lab.until('the manager tells why', () => context.refusals.length > seen, 5_000);
    yield `the node sees: ${printable(error.message)}`;
    const reason = context.refusals.at(-1) ?? '';
    expect(reason.includes('certificate signed by unknown authority'), `it was refused for another reason: ${reason}`);
    yield `the manager says: ${printable(reason.replace(/ \(possibly.*/, ''))}`;
  },
};

const refuseOldToken: TourStep = {
  title: 'The join token from before is refused',
  why: 'A completed rotation replaces both tokens: their digest named the old root.',
  run: async function* (context) {
    const lab = need(context, 'lab');
    const { workerToken } = need(context, 'old');
    const atManager = await refusalOf(
      requestWithToken(lab.manager.address, workerToken, systemEntropy),
      'the manager let in a node with the old token',
    );
    expect(
      atManager.message === 'A valid join token is necessary to join this cluster',
      `it failed in another way: ${atManager.message}`,
    );
    yield `the manager says: ${printable(atManager.message)}`;
    const atNode = await refusalOf(lab.join('latecomer', workerToken), 'a node joined with the old token');
    expect(
      atNode.message.startsWith('remote CA does not match fingerprint'),
      `it failed in another way: ${atNode.message}`,
    );
    yield 'a node does not even get that far: remote CA does not match fingerprint';
  },
};

const renewOnceMore: TourStep = {
  title: 'The next ordinary renewal leaves one certificate in the file',
  why: 'The cross-signed root was needed only as long as somebody trusted the old one.',
  run: async function* (context) {
    const lab = need(context, 'lab');
    const all = [...lab.nodes.values()];
    await Promise.all(all.map(({ node }) => node.renewNow()));
    for (const node of all) {
      const { certificates } = await factsOf(node);
      expect(certificates.length === 1, `${node.name} has ${count(certificates.length, 'certificate')} in its file`);
    }
    yield `${count(all.length, 'file')} with exactly one certificate each`;
  },
};

/** The tour, in its order. */
export const tourSteps: readonly TourStep[] = [
  createSwarm,
  showTokens,
  refuseForeignToken,
  joinNodes,
  renewAll,
  rotateRoot,
  refuseOldCertificate,
  refuseOldToken,
  renewOnceMore,
];
