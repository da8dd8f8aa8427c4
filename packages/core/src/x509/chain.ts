import { readCertificates } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { firstOf, readName } from './name.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';
import type { SignatureMemory } from './signature-memory.ts';
import { checkSigned, verifyChain } from './verify.ts';
import type { Chain } from './verify.ts';
import { reasonOf } from '../problem.ts';

const hour = 3_600_000;

/** A bundle that has been found good. */
export interface ValidatedChain {
  /** All of the bundle, leaf first. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** The chains from the leaf to the roots. The second certificate of the first is the issuer that a node reports. */
  readonly chains: readonly [Chain, ...Chain[]];
}

export interface ChainOptions {
  /** Looks for a moment in the past at which the whole chain was valid. */
  readonly allowExpired?: boolean;
  /** Signatures that this party has checked before; left out, each is checked. */
  readonly memory?: SignatureMemory | undefined;
}

/**
 * Reads a bundle of leaf and intermediates, and checks it: {@link validateCertificates}.
 *
 * @param bundle PEM
 * @param now ms since epoch
 * @throws {X509Problem} the first thing found wrong
 */
export function validateChain(
  bundle: string | Uint8Array,
  roots: readonly Certificate[],
  now: number,
  options: ChainOptions = {},
): ValidatedChain {
  return validateCertificates(readCertificates(bundle), roots, now, options);
}

/**
 * Checks leaf and intermediates as a node does with what it is given and with what it finds on its disk
 * (docs/protocol.md §1.4): every certificate must be valid and sign the one before, needed or not.
 *
 * @param bundle leaf first
 * @param now ms since epoch
 * @throws {X509Problem} the first thing found wrong
 */
export function validateCertificates(
  bundle: readonly Certificate[],
  roots: readonly Certificate[],
  now: number,
  options: ChainOptions = {},
): ValidatedChain {
  const [leaf, ...intermediates] = bundle;
  if (leaf === undefined) {
    throw new X509Problem('no-certificate', 'no certificates to validate', {
      expected: 'a certificate and its intermediates in PEM',
      next: 'Check that the right file was given.',
    });
  }
  const certificates = [leaf, ...intermediates] as const;
  certificates.forEach((certificate, index) => {
    checkTime(certificate, index, now, options.allowExpired ?? false);
    const previous = certificates[index - 1];
    if (previous) checkLink(previous, certificate, index, options.memory);
  });
  const verifyAt = (time: number): readonly [Chain, ...Chain[]] =>
    verifyChain(leaf, { intermediates, roots, now: time, purpose: 'serverAuth', memory: options.memory });
  return { certificates, chains: options.allowExpired ? verifyInThePast(certificates, verifyAt) : verifyAt(now) };
}

function checkTime(certificate: Certificate, index: number, now: number, allowExpired: boolean): void {
  const isEarly = now < certificate.notBefore;
  if (!isEarly && (allowExpired || now <= certificate.notAfter)) return;
  const bound = isEarly ? certificate.notBefore : certificate.notAfter;
  const state = `not valid ${isEarly ? 'before' : 'after'} ${rfc1123(bound)}, and it is currently ${rfc1123(now)}`;
  const message = `certificate (${label(certificate, index)}) ${state}: x509: certificate has expired or is not yet valid`;
  throw new X509Problem(isEarly ? 'not-yet-valid' : 'expired', message, {
    expected: 'a bundle of which every certificate is valid now',
    next: isEarly
      ? 'Check this machine’s clock.'
      : 'Renew the certificate; past its end only a manager that signs can do so.',
  });
}

function checkLink(child: Certificate, parent: Certificate, index: number, memory?: SignatureMemory): void {
  try {
    checkSigned(child, parent, memory);
  } catch (cause) {
    const link = `(${label(child, index - 1)}) is not signed by (${label(parent, index)})`;
    throw new X509Problem('not-a-chain', `certificates do not form a chain: ${link}: ${reasonOf(cause)}`, {
      expected: 'leaf first, and after each certificate the one that signed it',
      next: 'Put the certificates in order, or leave out what does not belong to the chain.',
      cause,
    });
  }
}

function verifyInThePast(
  certificates: readonly Certificate[],
  verifyAt: (time: number) => readonly [Chain, ...Chain[]],
): readonly [Chain, ...Chain[]] {
  let time = (certificates[0]?.notAfter ?? 0) + hour;
  let failure: unknown;
  for (const { notAfter } of certificates) {
    if (notAfter >= time) continue;
    time = notAfter;
    try {
      return verifyAt(time);
    } catch (error) {
      failure = error;
      if (!(error instanceof X509Problem && (error.code === 'expired' || error.code === 'not-yet-valid'))) throw error;
    }
  }
  throw new X509Problem(
    'expired',
    'there is no time span for which all of the certificates, including a root, are valid',
    {
      expected: 'certificates whose lifetimes have a moment in common',
      next: 'Look at the validity of each certificate and of the root.',
      cause: failure,
    },
  );
}

function label(certificate: Certificate, index: number): string {
  return `${index + 1} - ${firstOf(readName(certificate.subject), Oid.commonName) ?? ''}`;
}

function rfc1123(time: number): string {
  return new Date(time).toUTCString().replace('GMT', 'UTC');
}
