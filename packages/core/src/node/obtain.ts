import type { Clock } from '../clock/clock.ts';
import type { Entropy, KeyPair } from '../entropy/entropy.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { createRequest } from '../x509/csr.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import type { NodeSpec_Availability } from '../wire/gen/swarmkit_pb.ts';
import type { Channel, Network } from '../wire/network.ts';
import { loadIdentity } from '../wire/identity.ts';
import { roleOf } from '../x509/identity.ts';
import type { TellStep } from './join-steps.ts';
import { requestCertificate } from './request-certificate.ts';
import { fetchKek } from './unlock-key.ts';

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

/** A new key, and the request for a certificate of it. */
export interface NewKey {
  readonly keys: KeyPair;
  /** PEM */
  readonly csr: string;
}

/** Makes a key and its request. A request that is sent again is the same one: so a manager can tell (§5.3). */
export function newKey(entropy: Entropy): NewKey {
  const keys = entropy.newKey();
  return { keys, csr: createRequest(keys) };
}

export interface ObtainOptions extends NewKey {
  readonly channel: Pick<Channel, 'unary'>;
  /** `host:port` of the manager at the other end. */
  readonly address: string;
  /** The whole token, to join; empty to renew. */
  readonly token: string;
  /** What a joining node asks for. */
  readonly availability?: NodeSpec_Availability | undefined;
  readonly trust: TrustBundle;
  /** The node's own. */
  readonly memory: SignatureMemory;
  /** Looks at the new identity before it is kept. @throws to refuse it */
  readonly check: (identity: NodeIdentityMaterial) => void;
  readonly tell?: TellStep | undefined;
  readonly signal: AbortSignal;
}

/**
 * Gets a certificate for a new key, checks it, and only then keeps both (docs/protocol.md §5.6).
 *
 * @throws {NodeProblem} {RpcError} {X509Problem} and whatever the disk says
 */
export async function obtainIdentity(
  { store, network, clock, realTime, entropy }: NodeServices,
  { channel, address, token, availability, trust, memory, keys, csr, check, tell, signal }: ObtainOptions,
): Promise<NodeIdentityMaterial> {
  const asked = { channel, csr, token, availability, realTime, entropy, tell, signal };
  const { certificatePem } = await requestCertificate(asked);
  const identity = loadIdentity(certificatePem, keys.privateKey, trust, clock.now(), { memory });
  check(identity);
  const kek = await fetchKek({ network, clock, address, identity, trust, memory, signal });
  // Workers have nothing to encrypt but their key, and do not even that.
  const worker = roleOf(identity) === 'worker' ? { deks: undefined } : {};
  await store.writeIdentity({ certificatePem, key: keys.privateKey, kek, ...worker });
  await tell?.({ kind: 'answer', identity });
  return identity;
}
