import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { algorithmForKey } from '../x509/algorithms.ts';
import { certificatePem } from '../x509/certificate.ts';
import { readRequest } from '../x509/csr.ts';
import { der } from '../x509/der-writer.ts';
import { encodeProfile, issueGeneral } from '../x509/general.ts';
import { LeafIssuer, authorityKeyIdFor, serialNumberFrom } from '../x509/leaf.ts';
import type { Issuer, LeafRequest } from '../x509/leaf.ts';
import { encodeName } from '../x509/name.ts';
import { nodeProfile } from '../x509/profile.ts';
import { isP256Spki } from '../x509/public-key.ts';
import { signerOf } from '../x509/root-ca.ts';
import type { RootCa } from '../x509/root-ca.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import { leafValidity } from '../x509/time.ts';
import { SigningProblem } from './problem.ts';
import type { Signer, SigningRequest } from './signer.ts';
import { reasonOf } from '../problem.ts';

/** What a local signer signs with. */
export interface LocalSignerOptions {
  /** A root with its key; its intermediates are appended to every leaf. */
  readonly rootCa: RootCa;
  /** How long a leaf is valid, ms. */
  readonly expiry: number;
  /** Of whoever signs: it need not check later what it has made itself. */
  readonly memory?: SignatureMemory | undefined;
}

/** Signs with a key that is at hand. */
export class LocalSigner implements Signer {
  readonly #options: LocalSignerOptions;
  readonly #issuer: Issuer;
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #template: LeafIssuer;

  /** @throws {X509Problem} `no-signer` */
  constructor(options: LocalSignerOptions, clock: Clock, entropy: Entropy) {
    this.#options = options;
    this.#clock = clock;
    this.#entropy = entropy;
    this.#issuer = signerOf(options.rootCa);
    this.#template = new LeafIssuer(this.#issuer);
  }

  async sign({ csr, identity }: SigningRequest): Promise<string> {
    try {
      const request: LeafRequest = {
        identity,
        spki: readRequest(csr).spki,
        serialNumber: serialNumberFrom(this.#entropy.bytes(20)),
        ...leafValidity(this.#clock.now(), this.#options.expiry),
      };
      const leaf = isP256Spki(request.spki) ? this.#template.issue(request) : await this.#issueGeneral(request);
      this.#options.memory?.noteMade(leaf, this.#issuer.certificate);
      return certificatePem(leaf) + this.#options.rootCa.intermediates;
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
    const issuerKeyId = authorityKeyIdFor(der(encodeName(profile.subject)), certificate);
    const encoded = await encodeProfile(profile, request.spki, issuerKeyId);
    return issueGeneral({
      ...request,
      ...encoded,
      issuer: certificate.subject,
      signingKey: key,
      algorithm: algorithmForKey(key),
    });
  }
}
