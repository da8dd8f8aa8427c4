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

/** A node that has been asked, or given its new certificate, and has not reported yet: asking again would be too much. */
function isUnderWay(node: Node, issuer: IssuerInfo): boolean {
  const { state } = node.certificate;
  return state === 'rotate' || state === 'renew' || state === 'pending' || isAboutToReport(node, issuer);
}

/** A node that has been given its new certificate, and has not said so yet. */
export function isAboutToReport({ certificate }: Node, { publicKey }: IssuerInfo): boolean {
  return certificate.state === 'issued' && certificate.awaitedIssuer === publicKey;
}

/** It trusts the root of before, as far as it has reported; of a node that reports none nothing is known. */
function isBehind({ description }: Node, caCert: string): boolean {
  const trustRoot = description?.tlsInfo?.trustRoot ?? '';
  return trustRoot !== '' && trustRoot !== caCert;
}

/** By what a join is known when it is asked for again. */
export function requestKey({ role, csr }: Pick<Node['certificate'], 'role' | 'csr'>): string {
  return `${role} ${csr}`;
}

/** What the store keeps of a state; the rest is computed. */
export type SwarmRows = Pick<SwarmState, 'version' | 'cluster' | 'secrets' | 'nodes'>;

/** The state in memory, with indexes so that no decision has to look at every node; changed by applying what one yielded. */
export class SwarmView implements SwarmState {
  version: number;
  cluster: Cluster;
  secrets: Secrets;
  readonly nodes: Map<string, Node>;
  readonly unconverged = new Set<string>();
  readonly unasked = new Set<string>();
  readonly renewing = new Set<string>();
  readonly behind = new Set<string>();
  readonly managers = new Set<string>();
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
    for (const node of this.nodes.values()) this.#followRequest(undefined, node);
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
          this.#followRequest(this.nodes.get(change.node.id), change.node);
          this.nodes.set(change.node.id, change.node);
          this.#judge(change.node);
          break;
        case 'node-removed':
          this.#followRequest(this.nodes.get(change.nodeId), undefined);
          this.nodes.delete(change.nodeId);
          this.#forget(change.nodeId);
          break;
        case 'secret':
          this.secrets = withSecret(this.secrets, change.name, change.value);
          break;
      }
    }
  }

  #replaceCluster(cluster: Cluster): void {
    const { cluster: before, targetIssuer: issuer } = this;
    this.cluster = cluster;
    if (targetRoot(cluster.rootCa) !== targetRoot(before.rootCa)) this.targetIssuer = targetIssuer(cluster);
    if (this.targetIssuer !== issuer || cluster.rootCa.caCert !== before.rootCa.caCert) this.#judgeAll();
  }

  #judgeAll(): void {
    for (const node of this.nodes.values()) this.#judge(node);
  }

  #judge(node: Node): void {
    const isLeft = !isConverged(node, this.targetIssuer);
    const isAsked = isLeft && isUnderWay(node, this.targetIssuer);
    keep(this.unconverged, node.id, isLeft);
    keep(this.unasked, node.id, isLeft && !isAsked);
    keep(this.renewing, node.id, isAsked && node.status.state === 'ready');
    keep(this.behind, node.id, isLeft && isBehind(node, this.cluster.rootCa.caCert));
    keep(this.managers, node.id, node.manager !== undefined);
  }

  #forget(nodeId: string): void {
    for (const index of [this.unconverged, this.unasked, this.renewing, this.behind, this.managers])
      index.delete(nodeId);
  }

  /** Most changes of a node leave its request alone, which is long: then nothing is looked up by it. */
  #followRequest(before: Node | undefined, after: Node | undefined): void {
    const [known, now] = [before?.certificate, after?.certificate];
    if (known?.csr === now?.csr && known?.role === now?.role) return;
    if (known) this.requests.delete(requestKey(known));
    if (after && after.certificate.csr !== '') this.requests.set(requestKey(after.certificate), after.id);
  }
}

function keep(index: Set<string>, nodeId: string, isIn: boolean): void {
  if (isIn) index.add(nodeId);
  else index.delete(nodeId);
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
