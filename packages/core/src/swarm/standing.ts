import { readCertificates, sameBytes } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { X509Problem } from '../x509/problem.ts';
import { verifyChain } from '../x509/verify.ts';
import { managersOf } from './managers.ts';
import type { IssuerInfo, Node, SwarmState } from './state.ts';

/** Why a rotation has not got its report from a node yet. */
type Reason =
  /** Its turn has not come. */
  | 'queued'
  /** It has been told to renew. */
  | 'told'
  /** Its request waits to be signed. */
  | 'signing'
  /** It has been given its certificate. */
  | 'reporting'
  /** It is not there. */
  | 'away'
  /** It has been let in and was never heard of. */
  | 'never-reported'
  /** It cannot come back. */
  | 'stranded';

/** How a node stands to the root of its swarm, as far as its row tells. */
export interface Standing {
  readonly nodeId: string;
  /** Who signed its certificate, as it reported; `undefined` if it never did. */
  readonly issuer: IssuerInfo | undefined;
  /** The roots that it trusts, as it reported: PEM bundle; `undefined` if it never did. */
  readonly trustRoot: string | undefined;
  /** Whether that issuer is the one that every node is to have. */
  readonly isConverged: boolean;
  /**
   * It is away and trusts a root to which the certificate of no running manager leads any more: it takes them for
   * strangers, so nothing that is done here reaches it (docs/protocol.md §8.4).
   */
  readonly isStranded: boolean;
  /** That a rotation waits for it; since when, ms since epoch; and why. */
  readonly awaited: { readonly since: number; readonly why: Reason } | undefined;
  /** What frees it, or the rotation from it: sentences with Docker's own commands; `undefined` where nothing need be done. */
  readonly next: string | undefined;
}

/** In a swarm of thousands there are two or three bundles that anybody trusts; more than this many are not looked at. */
const mostRoots = 32;

/**
 * Tells of every node how it stands to the root of the swarm: who holds a rotation up, since when, what frees it, and who
 * has been cut off by one. It judges by rows alone, so for a moment it may call a node stranded that has taken over the
 * new root and could not say so yet.
 *
 * @param isRunning which managers are there
 * @param now ms since epoch
 */
export function standings(state: SwarmState, isRunning: (nodeId: string) => boolean, now: number): readonly Standing[] {
  const managers = managersOf(state).filter(({ id }) => isRunning(id));
  const judged = new Map<string, readonly string[]>();
  /** Managers that those may know who trust these roots; of texts that are no roots nothing is known. */
  const known = (trustRoot: string): readonly string[] => {
    const roots = certificatesIn(trustRoot);
    if (roots.length === 0) return managers.map(({ id }) => id);
    return managers.filter((manager) => mayLead(manager, roots, now)).map(({ id }) => id);
  };
  const isCutOff = ({ id, status, description }: Node): boolean => {
    const trustRoot = description?.tlsInfo?.trustRoot;
    // Whoever has a session is sent the root on it, whatever certificates the managers show to others by now.
    if (status.state === 'ready' || trustRoot === undefined) return false;
    if (!judged.has(trustRoot) && judged.size < mostRoots) judged.set(trustRoot, known(trustRoot));
    const others = judged.get(trustRoot)?.filter((managerId) => managerId !== id);
    return others?.length === 0 && managers.some((manager) => manager.id !== id);
  };
  return [...state.nodes.values()].map((node) => standingOf(state, node, isCutOff(node)));
}

function standingOf(state: SwarmState, node: Node, isStranded: boolean): Standing {
  const { rotation } = state.cluster.rootCa;
  const info = node.description?.tlsInfo;
  const isConverged = !state.unconverged.has(node.id);
  const why = isStranded ? 'stranded' : whyAwaited(node, state.targetIssuer);
  const isAwaited = rotation !== undefined && !isConverged;
  return {
    nodeId: node.id,
    issuer: info && { subject: info.certIssuerSubject, publicKey: info.certIssuerPublicKey },
    trustRoot: info?.trustRoot,
    isConverged,
    isStranded,
    awaited: isAwaited ? { since: Math.max(rotation.startedAt, node.createdAt), why } : undefined,
    next: isAwaited || isStranded ? remedy(node, why) : undefined,
  };
}

function whyAwaited({ description, status, certificate }: Node, issuer: IssuerInfo): Exclude<Reason, 'stranded'> {
  if (certificate.state === 'renew' || certificate.state === 'pending') return 'signing';
  if (description === undefined && certificate.csr !== '') return 'never-reported';
  if (status.state !== 'ready') return 'away';
  if (certificate.state === 'rotate') return 'told';
  return certificate.state === 'issued' && certificate.awaitedIssuer === issuer.publicKey ? 'reporting' : 'queued';
}

function remedy(node: Node, why: Reason): string {
  const removal = `${node.manager === undefined ? '' : `\`docker node demote ${node.id}\`, then `}\`docker node rm --force ${node.id}\``;
  switch (why) {
    case 'queued':
      return 'Wait: its turn comes by itself, once all nodes trust the root that the rotation before has brought.';
    case 'told':
      return `Wait: it has been told to renew. If it never does, restart its engine, or remove it: ${removal}.`;
    case 'signing':
      return `Wait: its request is to be signed. If that takes long, see that what signs can do so: the external CA, or the key of the root (\`docker swarm ca --rotate\`).`;
    case 'reporting':
      return `Wait: it has its new certificate and is about to report it. If it never does, restart its engine, or remove it: ${removal}.`;
    case 'away':
      return `Start it: it renews by itself. If it does not come back, remove it: ${removal}.`;
    case 'never-reported':
      return `Its join came to no end: remove it, and let that machine join again: ${removal}.`;
    case 'stranded':
      return (
        'It trusts a root that no manager leads to any more, and cannot be told of the new one. On that machine: ' +
        `\`docker swarm leave --force\`, then join again with what \`docker swarm join-token ${node.role}\` says. Here: ${removal}.`
      );
  }
}

/** Whether what a manager shows leads to these roots. Where that is not known for certain, it may. */
function mayLead({ certificate, description }: Node, roots: readonly Certificate[], now: number): boolean {
  const [leaf, ...intermediates] = certificatesIn(certificate.pem);
  if (leaf !== undefined) return leads(leaf, intermediates, roots, now);
  const info = description?.tlsInfo;
  // While it renews it goes on showing the certificate before, of which there is no copy.
  if (certificate.csr !== '' || info === undefined) return true;
  return roots.some(({ subject, spki }) => {
    const [name, key] = [
      Buffer.from(info.certIssuerSubject, 'base64'),
      Buffer.from(info.certIssuerPublicKey, 'base64'),
    ];
    return sameBytes(subject, name) && sameBytes(spki, key);
  });
}

function certificatesIn(pem: string): readonly Certificate[] {
  try {
    return readCertificates(pem);
  } catch (error) {
    if (error instanceof X509Problem) return [];
    throw error;
  }
}

function leads(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  roots: readonly Certificate[],
  now: number,
): boolean {
  try {
    // A manager whose certificate has expired cuts nobody off by its root.
    verifyChain(leaf, { intermediates, roots, now: Math.min(now, leaf.notAfter), purpose: 'serverAuth' });
    return true;
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}
