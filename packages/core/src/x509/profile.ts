import type { KeyUsage } from './extensions.ts';
import { rootCommonName } from './name.ts';
import type { NameAttribute } from './name.ts';
import { Oid } from './oid.ts';

/** One extension as a profile asks for it; key identifiers are computed when a certificate is made. */
export type ProfileExtension =
  | { readonly kind: 'keyUsage'; readonly usages: readonly KeyUsage[] }
  | { readonly kind: 'extendedKeyUsage'; readonly purposes: readonly string[] }
  | { readonly kind: 'basicConstraints'; readonly ca: boolean }
  | { readonly kind: 'subjectKeyIdentifier' }
  | { readonly kind: 'authorityKeyIdentifier' }
  | { readonly kind: 'subjectAltName'; readonly dnsNames: readonly string[] };

/**
 * What a kind of certificate consists of. Both ways of making one read this description and nothing else: the template
 * of the hot path and the general path.
 */
export interface CertificateProfile {
  readonly subject: readonly NameAttribute[];
  /** In the order in which they stand in the certificate. */
  readonly extensions: readonly ProfileExtension[];
}

/** Roles of a swarm's nodes, by the OU that states them in a certificate. */
export const organizationalUnits = { manager: 'swarm-manager', worker: 'swarm-worker' } as const;

export type Role = keyof typeof organizationalUnits;

/** The DNS name by which a new node knows the CA, carried by managers. */
export const caServerName = 'swarm-ca';
/** The DNS name by which a member knows a manager: the OU serves as one. */
export const managerServerName: string = organizationalUnits.manager;

/** Extensions that are critical in every certificate of a swarm. */
export const criticalExtensions: ReadonlySet<ProfileExtension['kind']> = new Set(['keyUsage', 'basicConstraints']);

/** Of every leaf in a swarm; its names follow. */
export const leafExtensions: readonly ProfileExtension[] = [
  { kind: 'keyUsage', usages: ['digitalSignature', 'keyEncipherment'] },
  { kind: 'extendedKeyUsage', purposes: [Oid.serverAuth, Oid.clientAuth] },
  { kind: 'basicConstraints', ca: false },
  { kind: 'subjectKeyIdentifier' },
  { kind: 'authorityKeyIdentifier' },
];

/** Whose certificate it is. */
export interface NodeIdentity {
  /** The certificate's CN. */
  readonly nodeId: string;
  readonly role: Role;
  /** The cluster's id, the certificate's O. */
  readonly organization: string;
}

/** The DNS names of a node's certificate, in their order (docs/protocol.md §3.1). */
export function nodeNames({ nodeId, role }: NodeIdentity): readonly string[] {
  const unit = organizationalUnits[role];
  return role === 'manager' ? [unit, nodeId, caServerName] : [unit, nodeId];
}

/** The certificate of a node (docs/protocol.md §3.1). */
export function nodeProfile(identity: NodeIdentity): CertificateProfile {
  const { nodeId, role, organization } = identity;
  return {
    subject: [
      { type: Oid.organization, value: organization },
      { type: Oid.organizationalUnit, value: organizationalUnits[role] },
      { type: Oid.commonName, value: nodeId },
    ],
    extensions: [...leafExtensions, { kind: 'subjectAltName', dnsNames: nodeNames(identity) }],
  };
}

/** The root that swarm generates (docs/protocol.md §1.1). */
export const rootProfile: CertificateProfile = {
  subject: [{ type: Oid.commonName, value: rootCommonName }],
  extensions: [
    { kind: 'keyUsage', usages: ['keyCertSign', 'cRLSign'] },
    { kind: 'basicConstraints', ca: true },
    { kind: 'subjectKeyIdentifier' },
  ],
};
