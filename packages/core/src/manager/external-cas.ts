import type { Signer } from '../ca/signer.ts';
import type { RootWithKey } from '../swarm/needs.ts';

/** External CAs, as far as a manager has to do with them (docs/protocol.md §9). */
export interface ExternalCas {
  /**
   * Signs by the first of these that does.
   *
   * @param urls in order
   * @param intermediates appended to every leaf: PEM
   */
  signer(urls: readonly string[], intermediates: string): Signer;
  /** Whether one of these answers with a certificate that leads to a root. @param caCert PEM, normalised */
  isReachable(urls: readonly string[], caCert: string): Promise<boolean>;
  /**
   * Has the name and key of a new root signed.
   *
   * @param caCert the root that is to sign: PEM
   * @returns PEM, normalised
   * @throws {SigningProblem}
   */
  crossSign(urls: readonly string[], caCert: string, successor: RootWithKey): Promise<string>;
}
