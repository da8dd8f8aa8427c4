import { ExternalCa } from '../ca/cfssl/client.ts';
import type { Post } from '../ca/cfssl/client.ts';
import { SigningProblem } from '../ca/problem.ts';
import { rootCaOf } from '../ca/root-key.ts';
import type { Signer, SigningRequest } from '../ca/signer.ts';
import type { Clock } from '../clock/clock.ts';
import { Problem } from '../problem.ts';
import type { RootWithKey } from '../swarm/needs.ts';
import type { SwarmState } from '../swarm/state.ts';
import type { Credentials } from '../wire/credentials.ts';
import { httpsClient } from '../wire/https/client.ts';
import { checkReachable } from '../wire/https/reachable.ts';
import { readCertificates } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { signerOf } from '../x509/root-ca.ts';

export interface ExternalCasOptions {
  /** The manager's own: external CAs know it by its certificate. */
  readonly credentials: Credentials;
  readonly state: () => SwarmState;
  /** Lab time. */
  readonly clock: Clock;
  /** Real time. */
  readonly realTime: Clock;
  /** Says why external CAs cannot be used now: they live in real time, and lab time may be far from it. */
  readonly whyAway: () => string | undefined;
  /** Hears why one cannot be reached. */
  readonly onFailure: (problem: Problem) => void;
}

/**
 * External CAs, as far as a manager has to do with them (docs/protocol.md §9): over mutual TLS with its node's certificate,
 * trusting the swarm's root, and during a rotation the new one as well (§8.4).
 */
export class ExternalCas {
  readonly #options: ExternalCasOptions;
  readonly #post: Post;

  constructor(options: ExternalCasOptions) {
    this.#options = options;
    this.#post = httpsClient({
      roots: () => this.#roots(),
      material: () => options.credentials.identity.tls,
      now: () => options.clock.now(),
    });
  }

  /**
   * Signs by the first of these that does.
   *
   * @param urls in order
   * @param intermediates appended to every leaf: PEM
   */
  signer(urls: readonly string[], intermediates: string): Signer {
    const externalCa = this.#externalCa(urls, intermediates);
    return {
      sign: async (request: SigningRequest) => {
        this.#checkTime();
        return externalCa.sign(request);
      },
    };
  }

  /**
   * Whether one of these answers with a certificate that leads to a root (docs/protocol.md §8.3).
   *
   * @param caCert PEM, normalised
   */
  async isReachable(urls: readonly string[], caCert: string): Promise<boolean> {
    const { credentials, clock, onFailure } = this.#options;
    for (const url of urls) {
      try {
        this.#checkTime();
        await checkReachable(url, {
          roots: readCertificates(caCert),
          now: clock.now(),
          material: credentials.identity.tls,
        });
        return true;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        onFailure(error);
      }
    }
    return false;
  }

  /**
   * Has the name and key of a new root signed (docs/protocol.md §9.5).
   *
   * @param caCert the root that is to sign: PEM
   * @returns PEM, normalised
   * @throws {SigningProblem} {X509Problem}
   */
  async crossSign(urls: readonly string[], caCert: string, successor: RootWithKey): Promise<string> {
    this.#checkTime();
    const now = this.#options.clock.now();
    const issuer = signerOf(rootCaOf(successor, now));
    return this.#externalCa(urls, '').crossSign(issuer, readCertificates(caCert), now);
  }

  #externalCa(urls: readonly string[], intermediates: string): ExternalCa {
    return new ExternalCa({ urls, intermediates, post: this.#post, realTime: this.#options.realTime });
  }

  #roots(): readonly Certificate[] {
    const { caCert, rotation } = this.#options.state().cluster.rootCa;
    return [caCert, rotation?.caCert ?? ''].flatMap((pem) => readCertificates(pem));
  }

  /** @throws {SigningProblem} `recoverable` */
  #checkTime(): void {
    const reason = this.#options.whyAway();
    if (reason === undefined) return;
    throw new SigningProblem('recoverable', `external CAs live in real time, and this lab does not: ${reason}`, {
      expected: 'a lab whose clock shows real time',
      next: 'Set the lab’s clock back to real time, or let the swarm sign with a key of its own.',
    });
  }
}
