import type { Deks } from '../keyfile/deks.ts';
import { fipsPrefix } from '../token/identifier.ts';
import { SignatureMemory } from '../x509/signature-memory.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { Credentials } from '../wire/credentials.ts';
import { loadIdentity } from '../wire/identity.ts';
import type { NodeServices } from './obtain.ts';
import { needsFips } from './problem.ts';

/** What a node finds on its disk. */
export interface LoadedNode {
  readonly credentials: Credentials;
  /** Of managers. */
  readonly deks: Deks | undefined;
}

/**
 * Takes up a node's life from what lies on its disk (docs/protocol.md §10.7).
 *
 * @param kek the key encryption key of a locked manager, 32 bytes
 * @throws {KeyFileProblem} when something is missing or locked
 * @throws {X509Problem} when the certificate does not lead to the root, or has expired
 * @throws {NodeProblem} `fips`
 */
export async function loadCredentials(
  { store, clock }: Pick<NodeServices, 'store' | 'clock'>,
  kek?: Uint8Array,
): Promise<LoadedNode> {
  const trust = readTrustBundle(await store.readRoot(), clock.now());
  const { certificatePem, key, deks } = await store.readIdentity(kek);
  const memory = new SignatureMemory();
  const identity = loadIdentity(certificatePem, key, trust, clock.now(), { memory });
  if (identity.organization.startsWith(fipsPrefix)) throw needsFips();
  return { credentials: new Credentials({ identity, trust }, memory), deks };
}
