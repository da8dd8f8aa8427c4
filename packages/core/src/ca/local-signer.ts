import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { algorithmForKey } from '../x509/algorithms.ts';
import { certificatePem } from '../x509/certificate.ts';
import { readRequest } from '../x509/csr.ts';
import { encodeProfile, issueGeneral } from '../x509/general.ts';
import { LeafIssuer, serialNumberFrom } from '../x509/leaf.ts';
import type { Issuer, LeafRequest } from '../x509/leaf.ts';
import { nodeProfile } from '../x509/profile.ts';
import { isP256Spki } from '../x509/public-key.ts';
import { signerOf } from '../x509/root-ca.ts';
import type { RootCa } from '../x509/root-ca.ts';
import { leafValidity } from '../x509/time.ts';
import { SigningProblem } from './problem.ts';
import type { Signer, SigningRequest } from './signer.ts';
import { reasonOf } from '../problem.ts';

/** Signs with a key that is at hand. */
export class LocalSigner implements Signer {
  readonly #issuer: Issuer;
  readonly #intermediates: string;
  readonly #expiry: number;
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #template: LeafIssuer;

  /**
   * @param root with its key
   * @param expiry how long a leaf is valid, ms
   * @throws {X509Problem} `no-signer`
   */
  constructor(root: RootCa, expiry: number, clock: Clock, entropy: Entropy) {
    this.#issuer = signerOf(root);
    this.#intermediates = root.intermediates;
    this.#expiry = expiry;
    this.#clock = clock;
    this.#entropy = entropy;
    this.#template = new LeafIssuer(this.#issuer);
  }

  async sign({ csr, identity }: SigningRequest): Promise<string> {
    try {
      const request: LeafRequest = {
        identity,
        spki: readRequest(csr).spki,
        serialNumber: serialNumberFrom(this.#entropy.bytes(20)),
        ...leafValidity(this.#clock.now(), this.#expiry),
      };
      const leaf = isP256Spki(request.spki) ? this.#template.issue(request) : await this.#issueGeneral(request);
      return certificatePem(leaf) + this.#intermediates;
    } catch (cause) {
      throw new SigningProblem('failed', `failed to sign node certificate: ${reasonOf(cause)}`, {
        expected: 'a PKCS #10 request in PEM with an ECDSA or RSA key',
        next: 'Let the node make a new request; its join has to be repeated.',
        cause,
      });
    }
  }

  /** Keys of other kinds than nodes make do not fit the template. */
  async #issueGeneral(request: LeafRequest): Promise<Uint8Array> {
    const { certificate, key } = this.#issuer;
    const profile = nodeProfile(request.identity);
    const encoded = await encodeProfile(profile, request.spki, certificate.facts.subjectKeyIdentifier);
    return issueGeneral({
      ...request,
      ...encoded,
      issuer: certificate.subject,
      signingKey: key,
      algorithm: algorithmForKey(key),
    });
  }
}
