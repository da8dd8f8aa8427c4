import { readCertificates, sameBytes } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { validateChain } from '../../x509/chain.ts';
import type { Chain } from '../../x509/verify.ts';
import { normalisePem } from '../../x509/pem.ts';
import { reasonOf } from '../../problem.ts';
import { SigningProblem } from '../problem.ts';
import { caProfile } from './request.ts';

/**
 * Checks what an external CA made of a new root: every node's chain will run through it. Docker takes it unseen, and a
 * rotation then never ends (docs/protocol.md §9.5).
 *
 * @param pem as the external CA sent it
 * @param successor the new root
 * @param roots what everybody trusts now
 * @param now ms since epoch
 * @returns PEM, normalised
 * @throws {SigningProblem} `not-cross-signed`
 */
export function checkCrossSigned(
  pem: string,
  successor: Certificate,
  roots: readonly Certificate[],
  now: number,
): string {
  const [crossSigned] = attempt(() => readCertificates(pem));
  if (crossSigned === undefined) throw notCrossSigned('it holds no certificate');
  if (!sameBytes(crossSigned.subject, successor.subject)) throw notCrossSigned('its subject is not the new root’s');
  if (!sameBytes(crossSigned.spki, successor.spki)) throw notCrossSigned('its key is not the new root’s');
  const { basicConstraints, keyUsage } = crossSigned.facts;
  if (!basicConstraints?.ca || (keyUsage && !keyUsage.has('keyCertSign'))) throw notCrossSigned('it may not sign');
  const { chains } = attempt(() => validateChain(pem, roots, now));
  if (!chains.some(allowsLeaves)) throw notCrossSigned('a path length above it leaves no room for leaves');
  return normalisePem(pem);
}

/** A leaf will stand in front of this chain. */
function allowsLeaves(chain: Chain): boolean {
  return chain.every(({ facts }, below) => (facts.basicConstraints?.pathLength ?? below) >= below);
}

function attempt<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw notCrossSigned(reasonOf(cause), cause);
  }
}

function notCrossSigned(reason: string, cause?: unknown): SigningProblem {
  return new SigningProblem('not-cross-signed', `the external CA did not cross-sign the new root: ${reason}`, {
    expected: 'a CA certificate with the new root’s name and key that leads to the present root',
    next:
      `Give the external CA a signing profile named ${caProfile} that makes CA certificates (cfssl: usages "cert sign" ` +
      `and "crl sign", "ca_constraint": {"is_ca": true}). Without it cfssl signs by its default profile.`,
    cause,
  });
}
