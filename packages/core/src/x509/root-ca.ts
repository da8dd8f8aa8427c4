import { sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { validateChain } from './chain.ts';
import { readIssuer } from './issuer.ts';
import type { Issuer } from './leaf.ts';
import { X509Problem, inStep } from './problem.ts';
import type { Validity } from './time.ts';
import { readTrustBundle } from './trust-bundle.ts';
import type { TrustBundle } from './trust-bundle.ts';

/** A swarm's root: what is trusted, and who signs if the key is at hand. */
export interface RootCa {
  readonly trust: TrustBundle;
  /** `undefined` where nobody has the key, or an external CA has it. */
  readonly signer: Issuer | undefined;
  /** Appended to every leaf: PEM, byte for byte as given. During a rotation this is the cross-signed new root. */
  readonly intermediates: string;
}

/** What a root is read from. Texts that are empty count as missing. */
export interface RootCaMaterial {
  /** The roots to trust, PEM. */
  readonly bundle: string;
  /** The certificate that signs, PEM; of several the first. */
  readonly signingCert?: string | undefined;
  /** Its private key, PEM. */
  readonly signingKey?: string | undefined;
  /** PEM */
  readonly intermediates?: string | undefined;
}

/**
 * Reads a root with everything that belongs to it. Every load, change and rotation of a root goes through this
 * (docs/protocol.md §1.2 steps 1 to 8 and §1.3); the first rule that is broken decides.
 *
 * @param now ms since epoch
 * @throws {X509Problem} with Docker's texts
 */
export function readRootCa(material: RootCaMaterial, now: number): RootCa {
  const { bundle, signingCert = '', signingKey = '', intermediates = '' } = material;
  const trust = readTrustBundle(bundle, now);
  const roots = trust.certificates;
  const between = intermediates === '' ? [] : readIntermediates(intermediates, roots, now);
  if (signingCert === '' && signingKey === '') return { trust, signer: undefined, intermediates };
  const signer = readIssuer({ signingCert, signingKey }, { roots, intermediates: between, now });
  checkFirstIntermediate(between, signer.certificate);
  return { trust, signer, intermediates };
}

function readIntermediates(pem: string, roots: readonly Certificate[], now: number): readonly Certificate[] {
  const details = { expected: 'intermediates in PEM that lead to the roots, the signing certificate’s first' };
  return inStep('invalid intermediate chain', details, () => validateChain(pem, roots, now).certificates);
}

function checkFirstIntermediate([first]: readonly Certificate[], signing: Certificate): void {
  if (first === undefined || (sameBytes(first.subject, signing.subject) && sameBytes(first.spki, signing.spki))) return;
  throw new X509Problem(
    'not-a-chain',
    'invalid intermediate chain - the first intermediate must have the same subject and public key as the signing cert',
    {
      expected: 'the signing certificate, or another certificate for its name and key, as the first intermediate',
      next: 'Put the intermediates in order, or give the certificate and key that belong to them.',
    },
  );
}

/**
 * Whoever signs for a root.
 *
 * @throws {X509Problem} `no-signer`
 */
export function signerOf(root: RootCa): Issuer {
  if (root.signer) return root.signer;
  throw new X509Problem('no-signer', 'no valid signer found', {
    expected: 'a root with its private key',
    next: 'Give the private key of the root, or name an external CA that has it.',
  });
}

/** 8760 h in ms: a root that a swarm is to change to must last as long from now on. */
export const shortestLife = 8760 * 3_600_000;

/**
 * Whether a certificate ends too early to become the root of a swarm (docs/protocol.md §8.2): within a year from now.
 *
 * @param now ms since epoch
 */
export function expiresTooSoon({ notAfter }: Validity, now: number): boolean {
  return notAfter < now + shortestLife;
}
