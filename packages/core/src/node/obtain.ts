import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { createRequest } from '../x509/csr.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import type { Channel, Network } from '../wire/network.ts';
import { loadIdentity } from '../wire/identity.ts';
import { requestCertificate } from './request-certificate.ts';
import { fetchKekVersion } from './unlock-key.ts';

/** What a node works with. */
export interface NodeServices {
  readonly store: IdentityStore;
  readonly network: Network;
  /** Lab time. */
  readonly clock: Clock;
  /** Real time. */
  readonly realTime: Clock;
  readonly entropy: Entropy;
}

export interface ObtainOptions {
  readonly channel: Channel;
  /** `host:port` of the manager at the other end. */
  readonly address: string;
  /** The whole token, to join; empty to renew. */
  readonly token: string;
  readonly trust: TrustBundle;
  /** The node's own. */
  readonly memory: SignatureMemory;
  /** Headers to keep in the key file. */
  readonly headers: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}

/**
 * Gets a certificate for a new key, checks it, and only then keeps both (docs/protocol.md §5.6).
 *
 * @throws {NodeProblem} {RpcError} {X509Problem} and whatever the disk says
 */
export async function obtainIdentity(
  { store, network, clock, realTime, entropy }: NodeServices,
  { channel, address, token, trust, memory, headers, signal }: ObtainOptions,
): Promise<NodeIdentityMaterial> {
  const keys = entropy.newKey();
  const csr = createRequest(keys);
  const { certificatePem } = await requestCertificate({ channel, csr, token, realTime, entropy, signal });
  const identity = loadIdentity(certificatePem, keys.privateKey, trust, clock.now(), { memory });
  const kekVersion = await fetchKekVersion({ network, clock, address, identity, trust, memory, signal });
  await store.writeIdentity({ certificatePem, key: keys.privateKey, kekVersion, headers });
  return identity;
}
