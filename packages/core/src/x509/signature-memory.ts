import { hash } from 'node:crypto';
import { isSignedBy } from './certificate.ts';
import type { Certificate } from './certificate.ts';

/** Signatures that are remembered at a time unless told otherwise: enough for who meets no others than a few managers. */
const mostRemembered = 16;

/**
 * Signatures of certificates that its owner has checked and found good, or has made itself, so that they need not be
 * checked again. It belongs to one party and is never shared: nobody believes what another has found. Only that a signature
 * is good is remembered; dates, purposes, names and the path are judged anew each time.
 */
export class SignatureMemory {
  #most: number;
  /** Digests of certificate and key; what was asked for last stands at the end. */
  readonly #known = new Set<string>();

  /** @param most beyond this many the one that was not asked for longest is forgotten */
  constructor(most: number = mostRemembered) {
    this.#most = most;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#known.size;
  }

  /** From now on this many may be remembered, where that is more than before. */
  makeRoom(most: number): void {
    this.#most = Math.max(this.#most, most);
  }

  /**
   * Whether `issuer`'s key made the signature of `certificate`; as {@link isSignedBy} says it.
   *
   * @throws {X509Problem} `unsupported-algorithm` for a key that node:crypto cannot read
   */
  isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
    const digest = digestOf(certificate.der, issuer);
    if (!this.#known.has(digest) && !isSignedBy(certificate, issuer)) return false;
    this.#keep(digest);
    return true;
  }

  /** The owner has made this signature just now, with `issuer`'s key. @param der the certificate */
  noteMade(der: Uint8Array, issuer: Certificate): void {
    this.#keep(digestOf(der, issuer));
  }

  #keep(digest: string): void {
    this.#known.delete(digest);
    this.#known.add(digest);
    if (this.#known.size > this.#most) {
      const [oldest = ''] = this.#known;
      this.#known.delete(oldest);
    }
  }
}

/** All that decides: the whole certificate, its signature included, and the key. DER says by itself where each ends. */
function digestOf(der: Uint8Array, { spki }: Certificate): string {
  return hash('sha256', Buffer.concat([der, spki]), 'base64');
}
