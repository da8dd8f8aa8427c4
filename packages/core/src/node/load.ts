import { SignatureMemory } from '../x509/signature-memory.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { Credentials } from '../wire/credentials.ts';
import { loadIdentity } from '../wire/identity.ts';
import type { NodeServices } from './obtain.ts';

/**
 * Takes up a node's life from what lies on its disk (docs/protocol.md §10.7).
 *
 * @throws {KeyFileProblem} when something is missing or locked
 * @throws {X509Problem} when the certificate does not lead to the root, or has expired
 */
export async function loadCredentials({
  store,
  clock,
}: NodeServices): Promise<{ readonly credentials: Credentials; readonly headers: ReadonlyMap<string, string> }> {
  const trust = readTrustBundle(await store.readRoot(), clock.now());
  const { certificatePem, key, headers } = await store.readIdentity();
  const memory = new SignatureMemory();
  const identity = loadIdentity(certificatePem, key, trust, clock.now(), { memory });
  return { credentials: new Credentials({ identity, trust }, memory), headers };
}
