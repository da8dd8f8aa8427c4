import type { Node } from '../shapes/node.ts';
import type { TlsInfo } from '../shapes/swarm.ts';
import { tlsStatus } from '../shapes/tls-status.ts';
import { digestOf } from './digest.ts';
import type { Leaf } from './leaves.ts';
import type { CertificateSight, NodeSight } from './node-sight.ts';

/** A node of a real swarm. @param swarm what its nodes are to have @param leaf what is known of its certificate */
export function nodeOfEngine(node: Node, swarm: TlsInfo | undefined, leaf: Leaf | undefined): NodeSight {
  const { Spec: spec, Status: status, ManagerStatus: manager, Description: description } = node;
  const { TLSInfo: tls } = description;
  return {
    id: node.ID,
    name: description.Hostname,
    role: leaf?.certificate?.role,
    desiredRole: unlessEmpty(spec.Role),
    state: status.State === '' ? 'unknown' : status.State,
    availability: unlessEmpty(spec.Availability),
    manager: manager !== undefined,
    leader: manager?.Leader === true,
    reachability: unlessEmpty(manager?.Reachability ?? ''),
    address: unlessEmpty(manager?.Addr ?? ''),
    tlsStatus: tlsStatus(tls, swarm),
    // Its row changed when it went silent, and maybe again since.
    silentSince: status.State === 'ready' ? undefined : momentOf(node.UpdatedAt),
    issuer: digestOf(Buffer.from(tls.CertIssuerPublicKey, 'base64')),
    root: digestOf(Buffer.from(tls.TrustRoot)),
    certificate: leaf?.certificate && certificateOf(leaf.certificate),
    certificateProblem: leaf?.problem,
    place: undefined,
    issuance: undefined,
    faults: undefined,
    error: undefined,
  };
}

function certificateOf({
  notBefore,
  notAfter,
  renewal,
  serialNumber,
}: NonNullable<Leaf['certificate']>): CertificateSight {
  return {
    notBefore,
    notAfter,
    renewFrom: renewal.from,
    renewUntil: renewal.until,
    serial: serialNumber.toLowerCase(),
  };
}

/** @param time RFC 3339 */
function momentOf(time: string): number | undefined {
  const moment = Date.parse(time);
  return Number.isNaN(moment) ? undefined : moment;
}

function unlessEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}
