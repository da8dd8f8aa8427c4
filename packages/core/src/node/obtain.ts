import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { createRequest } from '../x509/csr.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import type { GrpcChannel } from '../wire/grpc/channel.ts';
import { loadIdentity } from '../wire/identity.ts';
import { requestCertificate } from './request-certificate.ts';
import { fetchKek } from './unlock-key.ts';

/** What a node works with. */
export interface NodeServices {
  readonly store: IdentityStore;
  /** Lab time. */
  readonly clock: Clock;
  /** Real time. */
  readonly realTime: Clock;
  readonly entropy: Entropy;
}

export interface ObtainOptions {
  readonly channel: GrpcChannel;
  /** `host:port` of the manager at the other end. */
  readonly address: string;
  /** The whole token, to join; empty to renew. */
  readonly token: string;
  readonly trust: TrustBundle;
  readonly signal: AbortSignal;
}

/**
 * Gets a certificate for a new key, checks it, and only then keeps both (docs/protocol.md §5.6).
 *
 * @throws {NodeProblem} {RpcError} {X509Problem} and whatever the disk says
 */
export async function obtainIdentity(
  { store, clock, realTime, entropy }: NodeServices,
  { channel, address, token, trust, signal }: ObtainOptions,
): Promise<NodeIdentityMaterial> {
  const keys = entropy.newKey();
  const csr = createRequest(keys);
  const { certificatePem } = await requestCertificate({ channel, csr, token, realTime, entropy, signal });
  const identity = loadIdentity(certificatePem, keys.privateKey, trust, clock.now());
  const kek = await fetchKek(address, identity, trust, clock, signal);
  await store.writeIdentity({ certificatePem, key: keys.privateKey, kek });
  return identity;
}
