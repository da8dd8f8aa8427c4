import { generateKeyPairSync } from 'node:crypto';
import type { KeyPair } from '../../packages/core/src/entropy/entropy.ts';
import { makeAuthority, makeLeaf, makeServer } from '../../packages/core/src/testing/certificates.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { materialOf } from '../../packages/core/src/testing/tls.ts';
import type { TlsMaterial } from '../../packages/core/src/wire/shown-identity.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;

/** Certificates of today, for programs that look at the clock. A root of less than a year is nothing to Docker. */
const today = (): { readonly notBefore: number; readonly notAfter: number } => ({
  notBefore: Date.now() - hour,
  notAfter: Date.now() + 5 * year,
});

/** A root of a user's own. */
export function ownRoot(kind: 'P-256' | 'P-384' | 'rsa-2048' = 'P-256', keys = newKey(kind)): Promise<Authority> {
  return makeAuthority({ keys, ...today() });
}

function newKey(kind: Parameters<typeof ownRoot>[0]): KeyPair {
  return kind === 'rsa-2048'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: kind ?? 'P-256' });
}

/** What an HTTPS server at an address shows. */
export async function serverMaterial(root: Authority, address: string): Promise<TlsMaterial> {
  return materialOf(await makeServer(root, [address], today()));
}

/** What a manager of a swarm shows. */
export async function managerMaterial(root: Authority, nodeId: string, organization: string): Promise<TlsMaterial> {
  return materialOf(await makeLeaf(root, { role: 'manager', nodeId, organization }, today()));
}
