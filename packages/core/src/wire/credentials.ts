import type { Certificate } from '../x509/certificate.ts';
import { SignatureMemory } from '../x509/signature-memory.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { PeerIdentity } from './peer.ts';
import type { ShownIdentity } from './shown-identity.ts';

/** A node's certificate with everything that follows from it. */
export interface NodeIdentityMaterial extends PeerIdentity, ShownIdentity {
  /** Whoever signed the leaf. */
  readonly issuer: Certificate;
}

/** What a member of a swarm is and whom it trusts, at one moment. */
export interface CredentialsState {
  readonly identity: NodeIdentityMaterial;
  readonly trust: TrustBundle;
}

/**
 * The credentials of a member, replaced while it runs: new connections use the new ones, open connections keep what they
 * began with.
 */
export class Credentials {
  /** Signatures that this member has checked itself. */
  readonly memory: SignatureMemory;
  #state: CredentialsState;
  readonly #listeners = new Set<(state: CredentialsState) => void>();

  /** @param memory with what this member has checked before it had credentials */
  constructor(state: CredentialsState, memory: SignatureMemory = new SignatureMemory()) {
    this.#state = state;
    this.memory = memory;
  }

  get identity(): NodeIdentityMaterial {
    return this.#state.identity;
  }

  get trust(): TrustBundle {
    return this.#state.trust;
  }

  /** Takes over a new certificate, or new roots, or both. */
  replace(change: Partial<CredentialsState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }

  /** Calls back after every change. @returns ends that */
  onChange(listener: (state: CredentialsState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
