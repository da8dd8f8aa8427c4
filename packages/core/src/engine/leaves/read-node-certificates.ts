import type { Clock } from '../../clock/clock.ts';
import { Problem, reasonOf } from '../../problem.ts';
import type { Channel, Network } from '../../wire/network.ts';
import { tlsNetwork } from '../../wire/tls-network.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { readTrustBundle } from '../../x509/trust-bundle.ts';
import type { Node } from '../shapes/node.ts';
import { askForChain, connectToManager, lookAtChain } from './ask-manager.ts';
import type { Asking } from './ask-manager.ts';
import { readLeaf } from './read-leaf.ts';
import type { NodeCertificate } from './read-leaf.ts';

export interface ReadNodeCertificatesOptions {
  /** Of one swarm, as an engine lists them. */
  readonly nodes: readonly Pick<Node, 'ID' | 'ManagerStatus'>[];
  /** Whom to ask; left out, those managers that are among them. */
  readonly managers?: readonly Pick<Node, 'ManagerStatus'>[];
  /** PEM, as `TLSInfo.TrustRoot` of the swarm has it. */
  readonly trustRoot: string;
  /** Whether what was read is wanted as well: of thousands of nodes that is much. */
  readonly withChain?: boolean;
  readonly network?: Network;
  /** Real time: the swarm is a real one. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The certificate of a node, or why it is not known. */
export type NodeCertificateReading =
  | {
      readonly nodeId: string;
      readonly certificate: NodeCertificate;
      /** PEM each, the leaf first. */
      readonly chain?: readonly string[];
    }
  | { readonly nodeId: string; readonly problem: Problem };

/** So many nodes are asked for at a time. */
const atATime = 16;

/**
 * Reads the certificates of a real swarm's nodes, which the Engine API does not tell: a manager is asked at its port, and a
 * manager whose certificate it does not have is looked at itself (docs/protocol.md §11.8).
 *
 * @returns one reading for each node, in their order; after the signal the rest have that as their problem
 * @throws {X509Problem} when the root cannot be read
 */
export async function readNodeCertificates(
  options: ReadNodeCertificatesOptions,
): Promise<readonly NodeCertificateReading[]> {
  const { nodes, managers = nodes, trustRoot, withChain = false, network = tlsNetwork, clock, signal } = options;
  const roots = readTrustBundle(trustRoot, clock.now()).certificates;
  const asking = { network, roots, clock, signal };
  const manager = await connectToManager(addressesOf(managers), asking).catch(problemOf);
  try {
    return await inTurns(nodes, (node) => readOne(node, manager, asking, withChain));
  } finally {
    if (!(manager instanceof Problem)) manager.close();
  }
}

/** The leader knows best. */
function addressesOf(nodes: readonly Pick<Node, 'ManagerStatus'>[]): readonly string[] {
  const statuses = nodes.flatMap(({ ManagerStatus }) => ManagerStatus ?? []).filter(({ Addr }) => Addr !== '');
  return statuses.toSorted((a, b) => Number(b.Leader) - Number(a.Leader)).map(({ Addr }) => Addr);
}

async function readOne(
  { ID: nodeId, ManagerStatus }: Pick<Node, 'ID' | 'ManagerStatus'>,
  manager: Channel | Problem,
  asking: Asking,
  withChain: boolean,
): Promise<NodeCertificateReading> {
  const read = (chain: Awaited<ReturnType<typeof askForChain>>): NodeCertificateReading => ({
    nodeId,
    certificate: readLeaf(nodeId, chain, asking.roots, asking.clock.now()),
    ...(withChain && { chain: chain.map(certificatePem) }),
  });
  try {
    if (manager instanceof Problem) throw manager;
    return read(await askForChain(manager, nodeId, asking.signal));
  } catch (error) {
    const problem = problemOf(error);
    const address = ManagerStatus?.Addr ?? '';
    if (address === '') return { nodeId, problem };
    // Its own port may show what the managers do not know.
    return lookAtChain(address, asking)
      .then(read)
      .catch(() => ({ nodeId, problem }));
  }
}

/** What is no problem is a fault of this program, and is not hidden. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error instanceof Error ? error : new Error(reasonOf(error));
}

async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const takeNext = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, takeNext));
  return results;
}
