import { hash } from 'node:crypto';
import type { Node } from '../../shapes/node.ts';
import type { Swarm, TlsInfo } from '../../shapes/swarm.ts';
import { isSameIssuer } from '../../shapes/tls-status.ts';

/** How far a rotation is, as `docker` counts it (docs/protocol.md §11.3). */
export interface Progress {
  /** `sha256:…` of the root that nodes trust now: until the end the old one. */
  readonly digest: string;
  readonly nodes: number;
  /** Whose certificate is of the issuer that is wanted. */
  readonly certificates: number;
  /** Who trusts the swarm's root; nobody is counted before all certificates are right and the swarm has the new one. */
  readonly roots: number;
  readonly done: boolean;
}

export function progressOf(swarm: Swarm, nodes: readonly Node[]): Progress {
  const certificates = nodes.filter((node) => isSameIssuer(node.Description.TLSInfo, swarm.TLSInfo)).length;
  const trusting = nodes.filter((node) => node.Description.TLSInfo.TrustRoot === swarm.TLSInfo.TrustRoot).length;
  const hasNewRoot = certificates === nodes.length && !swarm.RootRotationInProgress;
  return {
    digest: rootDigest(swarm.TLSInfo),
    nodes: nodes.length,
    certificates,
    roots: hasNewRoot ? trusting : 0,
    done: hasNewRoot && trusting === nodes.length,
  };
}

/** Of the PEM as it is answered, byte for byte, as in join tokens. */
export function rootDigest({ TrustRoot: pem }: TlsInfo): string {
  return `sha256:${hash('sha256', pem)}`;
}

const digestRow = 'desired root digest: ';
const certificatesRow = '  rotated TLS certificates: ';
const rootsRow = '  rotated CA certificates: ';

/** Before anything is known. */
export const emptyRows: readonly string[] = [digestRow, certificatesRow, `${rootsRow} `];

/** What stands in the rows where nothing is drawn: one line a look. */
export function digestLine({ digest }: Progress): string {
  return digestRow + digest;
}

/** @param columns of the terminal: bars are drawn beyond 110 */
export function rotationRows(progress: Progress, columns: number): readonly string[] {
  const { nodes, certificates, roots } = progress;
  return [
    digestLine(progress),
    `${certificatesRow} ${counted(certificates, nodes, columns)}`,
    `${rootsRow}  ${counted(roots, nodes, columns)}`,
  ];
}

const half = 50;

/** `[===>   ] 3/7 nodes`; without the bar where there is no room for it. */
export function counted(amount: number, total: number, columns: number): string {
  if (total === 0) return '';
  const filled = Math.min(Math.trunc(Math.trunc((amount / total) * 100) / 2), half);
  const bar = columns > 110 ? `[${'='.repeat(filled)}>${' '.repeat(half - filled)}] ` : '';
  return `${bar}${amount}/${total} nodes`;
}
