import { readCertificates } from '../x509/certificate.ts';
import type { Change } from './decision.ts';
import { targetRoot } from './root-material.ts';
import type { Cluster, IssuerInfo, Node, Secrets, SwarmState } from './state.ts';

function targetIssuer(cluster: Cluster): IssuerInfo {
  const [certificate] = readCertificates(targetRoot(cluster.rootCa));
  if (certificate === undefined) throw new TypeError('a cluster without a root');
  return { subject: base64(certificate.subject), publicKey: base64(certificate.spki) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/**
 * A node is judged by the issuer that it reports. A report of before it was given a certificate of another issuer does not
 * count: a root that was given up and is wanted again would find nodes that only seem to have come over.
 */
function isConverged({ description, certificate }: Node, issuer: IssuerInfo): boolean {
  const info = description?.tlsInfo;
  if (certificate.awaitedIssuer !== undefined) return false;
  return info?.certIssuerSubject === issuer.subject && info.certIssuerPublicKey === issuer.publicKey;
}

/** By what a join is known when it is asked for again. */
export function requestKey({ role, csr }: Pick<Node['certificate'], 'role' | 'csr'>): string {
  return `${role} ${csr}`;
}

/** What the store keeps of a state; the rest is computed. */
export type SwarmRows = Pick<SwarmState, 'version' | 'cluster' | 'secrets' | 'nodes'>;

/** The state in memory, with the index that a rotation needs; changed by applying what a decision yielded. */
export class SwarmView implements SwarmState {
  version: number;
  cluster: Cluster;
  secrets: Secrets;
  readonly nodes: Map<string, Node>;
  readonly unconverged = new Set<string>();
  readonly requests = new Map<string, string>();
  targetIssuer: IssuerInfo;

  /** @param rows or another view, whose issuer need not be read again */
  constructor(rows: SwarmRows & Partial<Pick<SwarmState, 'targetIssuer'>>) {
    this.version = rows.version;
    this.cluster = rows.cluster;
    this.secrets = rows.secrets;
    this.nodes = new Map(rows.nodes);
    this.targetIssuer = rows.targetIssuer ?? targetIssuer(rows.cluster);
    this.#judgeAll();
  }

  /** Takes over rows, each with the version that it was stamped with. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      this.version = Math.max(this.version, versionOf(change));
      switch (change.kind) {
        case 'cluster':
          this.#replaceCluster(change.cluster);
          break;
        case 'node':
          this.#forgetRequest(change.node.id);
          this.nodes.set(change.node.id, change.node);
          this.#judge(change.node);
          break;
        case 'node-removed':
          this.#forgetRequest(change.nodeId);
          this.nodes.delete(change.nodeId);
          this.unconverged.delete(change.nodeId);
          break;
        case 'secret':
          this.secrets = withSecret(this.secrets, change.name, change.value);
          break;
      }
    }
  }

  #replaceCluster(cluster: Cluster): void {
    const before = this.cluster;
    this.cluster = cluster;
    if (targetRoot(cluster.rootCa) === targetRoot(before.rootCa)) return;
    const issuer = targetIssuer(cluster);
    if (issuer.subject === this.targetIssuer.subject && issuer.publicKey === this.targetIssuer.publicKey) return;
    this.targetIssuer = issuer;
    this.#judgeAll();
  }

  #judgeAll(): void {
    for (const node of this.nodes.values()) this.#judge(node);
  }

  #judge(node: Node): void {
    if (isConverged(node, this.targetIssuer)) this.unconverged.delete(node.id);
    else this.unconverged.add(node.id);
    if (node.certificate.csr !== '') this.requests.set(requestKey(node.certificate), node.id);
  }

  #forgetRequest(nodeId: string): void {
    const before = this.nodes.get(nodeId);
    if (before) this.requests.delete(requestKey(before.certificate));
  }
}

function versionOf(change: Change): number {
  if (change.kind === 'cluster') return change.cluster.version;
  return change.kind === 'node' ? change.node.version : 0;
}

function withSecret(secrets: Secrets, name: keyof Secrets, value: string | undefined): Secrets {
  const { [name]: _old, ...others } = secrets;
  return value === undefined ? others : { ...others, [name]: value };
}

/** Rows with the version of the state at which they changed. */
export function stamp(changes: readonly Change[], version: number): readonly Change[] {
  return changes.map((change) => {
    switch (change.kind) {
      case 'cluster':
        return { ...change, cluster: { ...change.cluster, version } };
      case 'node':
        return { ...change, node: { ...change.node, version } };
      default:
        return change;
    }
  });
}
