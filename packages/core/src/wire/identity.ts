import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { publicKeyOf } from '../x509/certificate.ts';
import { validateChain } from '../x509/chain.ts';
import type { ChainOptions } from '../x509/chain.ts';
import { identityOf } from '../x509/identity.ts';
import { X509Problem } from '../x509/problem.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { NodeIdentityMaterial } from './credentials.ts';
import { shownIdentity } from './shown-identity.ts';

/**
 * Puts a node's certificate and key together, having checked what a node checks of them: a chain to its roots, the key's
 * own certificate, and a subject that says who it is (docs/protocol.md §1.4, §3.4).
 *
 * @param certificatePem leaf, then intermediates: PEM
 * @param now ms since epoch
 * @throws {X509Problem}
 */
export function loadIdentity(
  certificatePem: string,
  key: KeyObject,
  trust: TrustBundle,
  now: number,
  options: ChainOptions = {},
): NodeIdentityMaterial {
  const { certificates, chains } = validateChain(certificatePem, trust.certificates, now, options);
  const [leaf] = certificates;
  if (!createPublicKey(key).equals(publicKeyOf(leaf))) {
    throw new X509Problem('key-mismatch', 'certificate key mismatch', {
      expected: 'the certificate of this very key',
      next: 'Request a new certificate.',
    });
  }
  const identity = identityOf(leaf);
  if (identity.units.length === 0) throw unnamed('no OU found in certificate subject');
  if (identity.organization === '') throw unnamed('no organization found in certificate subject');
  if (identity.nodeId === '') throw unnamed('no valid subject names found for TLS configuration');
  return Object.assign(shownIdentity(certificates, key), { ...identity, issuer: chains[0][1] ?? leaf });
}

function unnamed(message: string): X509Problem {
  return new X509Problem('malformed-certificate', message, {
    expected: 'a subject with O (the swarm), OU (the role) and CN (the node)',
    next: 'Use a certificate that a swarm has issued.',
  });
}
