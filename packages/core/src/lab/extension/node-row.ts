import type { LabNodeRow, MachineFaultsState } from '../../engine/shapes/extension/node-row.ts';
import { renewalWindow } from '../../x509/renewal-window.ts';
import type { Node, SwarmState } from '../../swarm/state.ts';
import { readCertificates } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { X509Problem } from '../../x509/problem.ts';
import type { MachineFaults } from '../faults/faulty-services.ts';
import type { LabNode } from '../lab.ts';
import { digestOf } from './digests.ts';
import type { Roster } from './roster.ts';

/** What is shown of a name or a reason that others have chosen, characters. */
const longestText = 255;

/**
 * A node as the lab lists it: of one that runs here it tells what the node has, of others what the swarm knows.
 *
 * @param error what went wrong with it last
 * @returns `undefined` for one that is neither a member nor has a machine here
 */
export function nodeRowOf(
  nodeId: string,
  state: Pick<SwarmState, 'nodes'>,
  roster: Roster,
  error: string | undefined,
): LabNodeRow | undefined {
  const row = state.nodes.get(nodeId);
  const name = roster.nameOf(nodeId);
  if (row === undefined && name === undefined) return undefined;
  const machine = roster.running(nodeId);
  return {
    ID: nodeId,
    Name: shortened(name ?? row?.description?.hostname ?? ''),
    Place: machine !== undefined ? 'here' : name !== undefined ? 'stopped' : 'outside',
    ...memberOf(row),
    ...certificateOf(machine?.node.credentials.identity.certificates[0] ?? leafOf(row)),
    ...standOf(row, machine),
    Faults: machine && faultsOf(machine.faults),
    Error: shortened(error ?? row?.certificate.error ?? ''),
  };
}

type Member = Pick<
  LabNodeRow,
  'Role' | 'DesiredRole' | 'State' | 'SilentSince' | 'Availability' | 'Manager' | 'Leader' | 'Issuance'
>;

function memberOf(row: Node | undefined): Member {
  return {
    Role: row?.role ?? 'worker',
    DesiredRole: row?.desiredRole ?? 'worker',
    State: row?.status.state ?? 'removed',
    SilentSince: row === undefined || row.status.state === 'ready' ? 0 : row.updatedAt,
    Availability: row?.availability ?? 'active',
    Manager: row?.manager !== undefined,
    Leader: row?.manager?.leader === true,
    Issuance: row?.certificate.state ?? 'issued',
  };
}

type Validity = Pick<LabNodeRow, 'Serial' | 'NotBefore' | 'NotAfter' | 'RenewFrom' | 'RenewUntil'>;

function certificateOf(leaf: Certificate | undefined): Validity {
  if (leaf === undefined) return { Serial: '', NotBefore: 0, NotAfter: 0, RenewFrom: 0, RenewUntil: 0 };
  const { from, until } = renewalWindow(leaf);
  return {
    Serial: Buffer.from(leaf.serialNumber).toString('hex'),
    NotBefore: leaf.notBefore,
    NotAfter: leaf.notAfter,
    RenewFrom: from,
    RenewUntil: until,
  };
}

/** Who signed for it, and whom it trusts. */
function standOf(row: Node | undefined, machine: LabNode | undefined): Pick<LabNodeRow, 'Issuer' | 'Root'> {
  if (machine !== undefined) {
    const { identity, trust } = machine.node.credentials;
    return { Issuer: digestOf(identity.issuer.spki), Root: `sha256:${trust.digest}` };
  }
  const { certIssuerPublicKey = '', trustRoot = '' } = row?.description?.tlsInfo ?? {};
  return { Issuer: digestOf(Buffer.from(certIssuerPublicKey, 'base64')), Root: digestOf(trustRoot) };
}

/** What was issued to it last; of the first manager, which made its own, there is no copy. */
function leafOf(row: Node | undefined): Certificate | undefined {
  try {
    return readCertificates(row?.certificate.pem ?? '')[0];
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

/** What is wrong with a machine now; `undefined` for nothing. */
function faultsOf({ network, disk, isSilenced, skewMs }: MachineFaults): MachineFaultsState | undefined {
  const { isCut, latency, lostRequests, lostAnswers, repeated } = network.now;
  const { failure, slowMs } = disk.now;
  const state: MachineFaultsState = {
    Cut: isCut,
    Silenced: isSilenced,
    SkewMs: skewMs,
    DelayMs: latency.ms,
    JitterMs: latency.jitter,
    LostRequests: perCent(lostRequests),
    LostAnswers: perCent(lostAnswers),
    Repeated: perCent(repeated),
    DiskSlowMs: slowMs,
    DiskError: failure ?? '',
  };
  return Object.values(state).some((value) => value !== false && value !== 0 && value !== '') ? state : undefined;
}

function perCent(share: number): number {
  return Math.round(share * 100);
}

function shortened(text: string): string {
  return text.slice(0, longestText);
}
