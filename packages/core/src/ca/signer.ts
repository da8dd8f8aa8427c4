import type { NodeIdentity } from '../x509/profile.ts';

/** A certificate that is asked for. */
export interface SigningRequest {
  /** PEM, as the node sent it. Nothing but its key is taken from it. */
  readonly csr: string;
  readonly identity: NodeIdentity;
}

/** Whoever signs the certificates of a swarm's nodes. */
export interface Signer {
  /**
   * @returns leaf, then intermediates: PEM
   * @throws {SigningProblem}
   */
  sign(request: SigningRequest): Promise<string>;
}
