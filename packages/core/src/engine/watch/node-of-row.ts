import type { LabNodeRow } from '../shapes/extension/node-row.ts';
import type { LabSwarm } from '../shapes/extension/rotation.ts';
import type { TlsStatus } from '../shapes/tls-status.ts';
import type { CertificateSight, NodeSight } from './node-sight.ts';

/** What nodes of a lab are to have: digests. */
export interface Wanted {
  readonly root: string;
  readonly issuer: string;
}

/** During a rotation certificates are to be of the new root, and the old one is still trusted (docs/protocol.md §11.5). */
export function wantedBy({ Root: root, Rotation: rotation }: LabSwarm): Wanted {
  return { root: root.Digest, issuer: (rotation?.Root ?? root).Issuer };
}

/** @param wanted `undefined` where it is not known yet */
export function tlsStatusOf(
  { root, issuer }: Pick<NodeSight, 'root' | 'issuer'>,
  wanted: Wanted | undefined,
): TlsStatus {
  if (wanted === undefined || (root === undefined && issuer === undefined)) return 'Unknown';
  return root === wanted.root && issuer === wanted.issuer ? 'Ready' : 'Needs Rotation';
}

/** A node of a lab. @param address of its port, if it is a manager, `host:port` */
export function nodeOfRow(row: LabNodeRow, wanted: Wanted | undefined, address: string | undefined): NodeSight {
  const stand = { root: unlessEmpty(row.Root), issuer: unlessEmpty(row.Issuer) };
  return {
    id: row.ID,
    name: row.Name,
    role: row.Role,
    desiredRole: row.DesiredRole,
    state: row.State,
    availability: row.Availability,
    manager: row.Manager,
    leader: row.Leader,
    reachability: undefined,
    address: row.Manager ? address : undefined,
    tlsStatus: tlsStatusOf(stand, wanted),
    silentSince: row.SilentSince === 0 ? undefined : row.SilentSince,
    ...stand,
    certificate: certificateOf(row),
    certificateProblem: undefined,
    place: row.Place,
    issuance: row.Issuance,
    faults: row.Faults,
    error: unlessEmpty(row.Error),
  };
}

function certificateOf(row: LabNodeRow): CertificateSight | undefined {
  const {
    NotBefore: notBefore,
    NotAfter: notAfter,
    RenewFrom: renewFrom,
    RenewUntil: renewUntil,
    Serial: serial,
  } = row;
  return serial === '' ? undefined : { notBefore, notAfter, renewFrom, renewUntil, serial };
}

function unlessEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}
