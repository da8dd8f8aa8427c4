import { firstOf, readName } from './name.ts';
import { Oid } from './oid.ts';
import { organizationalUnits } from './profile.ts';
import type { Role } from './profile.ts';

/** Whose certificate it is, as its subject states it. */
export interface StatedIdentity {
  /** The CN. */
  readonly nodeId: string;
  /** Every OU. */
  readonly units: readonly string[];
  /** The first O. */
  readonly organization: string;
}

/**
 * Reads whose certificate it is (docs/protocol.md §3.4). What is not there is empty.
 *
 * @param leaf anything with a subject, DER Name
 * @throws {X509Problem} `malformed-der`
 */
export function identityOf(leaf: { readonly subject: Uint8Array }): StatedIdentity {
  const subject = readName(leaf.subject);
  return {
    nodeId: firstOf(subject, Oid.commonName) ?? '',
    units: subject.filter(({ type }) => type === Oid.organizationalUnit).map(({ value }) => value),
    organization: firstOf(subject, Oid.organization) ?? '',
  };
}

/** The role that a certificate states in its first OU, whatever its case; `undefined` for any other unit. */
export function roleOf({ units }: { readonly units: readonly string[] }): Role | undefined {
  const unit = units[0]?.toLowerCase();
  return unit === organizationalUnits.manager ? 'manager' : unit === organizationalUnits.worker ? 'worker' : undefined;
}
