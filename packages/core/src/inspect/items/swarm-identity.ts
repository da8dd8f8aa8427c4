import { identityOf, roleOf } from '../../x509/identity.ts';
import { rootCommonName } from '../../x509/name.ts';
import { X509Problem } from '../../x509/problem.ts';
import type { Role } from '../../x509/profile.ts';
import type { CertificateSkim } from './skim.ts';

/** What a certificate is to a swarm, by what its subject says; anybody may have written that. */
export type SwarmIdentity = SwarmNodeIdentity | SwarmAuthorityIdentity;

/** A node's, by its OU (docs/protocol.md §3.4). What its subject does not say is empty. */
export interface SwarmNodeIdentity {
  readonly role: Role;
  /** The CN. */
  readonly nodeId: string;
  /** The first O. */
  readonly clusterId: string;
}

/** That of a root, or of a root cross-signed: its CN is `swarm-ca` (docs/protocol.md §1.1). It names no swarm; its key does. */
export interface SwarmAuthorityIdentity {
  readonly role: 'ca';
}

/**
 * Reads what a certificate is to a swarm.
 *
 * @returns `undefined` for one that is no swarm's, and for a subject that cannot be read
 */
export function swarmIdentityOf({ subject }: Pick<CertificateSkim, 'subject'>): SwarmIdentity | undefined {
  const before = known.get(subject);
  if (before !== undefined) return before.identity;
  const identity = readIdentity(subject);
  known.set(subject, { identity });
  return identity;
}

/** What subjects came to: many rules ask about the same ones. */
const known = new WeakMap<Uint8Array, { readonly identity: SwarmIdentity | undefined }>();

function readIdentity(subject: Uint8Array): SwarmIdentity | undefined {
  try {
    const stated = identityOf({ subject });
    const role = roleOf(stated);
    if (role !== undefined) return { role, nodeId: stated.nodeId, clusterId: stated.organization };
    const isAuthority = stated.nodeId === rootCommonName && stated.units.length === 0;
    return isAuthority ? { role: 'ca' } : undefined;
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}
