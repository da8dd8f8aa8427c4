import type { TlsInfo } from './swarm.ts';

/** Whether a node trusts and is certified by what the swarm wants now (docs/protocol.md §11.5). */
export type TlsStatus = 'Ready' | 'Needs Rotation' | 'Unknown';

/** @param swarm `undefined` where the engine that was asked is no manager */
export function tlsStatus(node: TlsInfo, swarm: TlsInfo | undefined): TlsStatus {
  if (swarm === undefined || isEmptyTlsInfo(swarm) || isEmptyTlsInfo(node)) return 'Unknown';
  return node.TrustRoot === swarm.TrustRoot && isSameIssuer(node, swarm) ? 'Ready' : 'Needs Rotation';
}

export function isSameIssuer(one: TlsInfo, other: TlsInfo): boolean {
  return one.CertIssuerSubject === other.CertIssuerSubject && one.CertIssuerPublicKey === other.CertIssuerPublicKey;
}

/** A node that never reported has nothing there. */
export function isEmptyTlsInfo(info: TlsInfo): boolean {
  return info.TrustRoot === '' && info.CertIssuerSubject === '' && info.CertIssuerPublicKey === '';
}
