import type { Certificate } from './certificate.ts';
import { matchesHostName } from './host-name.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';
import { checkNames } from './name-constraints.ts';
import type { ComparisonBudget, NameConstraints } from './name-constraints.ts';
import { firstOf, readName } from './name.ts';
import { Oid } from './oid.ts';
import type { Chain, Place } from './path-search.ts';
import { X509Problem } from './problem.ts';
import type { X509ProblemCode } from './problem.ts';

/** What certificates are checked by. */
export interface Checking {
  /** ms since epoch */
  readonly now: number;
  readonly budget: ComparisonBudget;
}

/** Comparisons of names with constraints for one leaf, as many as rustls makes, and Go. */
export const mostComparisons = 250_000;

/**
 * What is asked of each certificate by itself, given the chain below it.
 *
 * @param unhandled OIDs of its critical extensions that are not understood
 * @throws {X509Problem} `critical-extension`, `not-yet-valid`, `expired`, `name-constraint`, `not-a-ca`, `path-too-long`,
 *   `too-much-work`
 */
export function checkCertificate(
  certificate: Certificate,
  place: Place,
  below: Chain,
  { now, budget }: Checking,
  unhandled: readonly string[] = certificate.facts.unhandledCritical,
): void {
  const { basicConstraints, nameConstraints } = certificate.facts;
  if (unhandled.length > 0) {
    throw fail('critical-extension', `x509: unhandled critical extension (${unhandled.join(', ')})`, certificate);
  }
  checkValidity(certificate, now);
  if (nameConstraints && place !== 'leaf') checkNameConstraints(certificate, nameConstraints, below, budget);
  if (place === 'intermediate' && !basicConstraints?.ca) throw notAllowedToSign(certificate);
  // Go counts self-issued certificates too, where RFC 5280 §4.2.1.9 would not.
  const between = below.length - 1;
  if (basicConstraints?.pathLength !== undefined && between > basicConstraints.pathLength) {
    throw fail('path-too-long', 'x509: too many intermediates for path length constraint', certificate);
  }
}

/**
 * Both ends of the validity are inclusive, as in RFC 5280 §4.1.2.5 and in Go.
 *
 * @throws {X509Problem} `not-yet-valid` or `expired`
 */
function checkValidity(certificate: Certificate, now: number): void {
  const { notBefore, notAfter } = certificate;
  const isEarly = now < notBefore;
  if (!isEarly && now <= notAfter) return;
  const bound = isEarly ? `before ${formatTime(notBefore)}` : `after ${formatTime(notAfter)}`;
  const message = `x509: certificate has expired or is not yet valid: current time ${formatTime(now)} is ${bound}`;
  throw fail(isEarly ? 'not-yet-valid' : 'expired', message, certificate);
}

/** As in Go an authority's constraints are those of the leaf's names and of its own. */
function checkNameConstraints(
  authority: Certificate,
  constraints: NameConstraints,
  [leaf]: Chain,
  budget: ComparisonBudget,
): void {
  for (const { extensions } of leaf === undefined ? [] : [leaf, authority]) {
    const names = extensions.find(({ oid }) => oid === Oid.subjectAltName);
    const verdict = names ? checkNames(names.value, constraints, budget) : 'allowed';
    if (verdict === 'exhausted') {
      throw fail('too-much-work', 'x509: too many comparisons with name constraints', authority);
    }
    if (verdict !== 'allowed') {
      const message = 'x509: a root or intermediate certificate is not authorized to sign for this name';
      throw fail('name-constraint', `${message}: ${verdict.refusal}`, authority);
    }
  }
}

/**
 * Whether a certificate may be used as an issuer at all; the root of a chain is asked this too.
 *
 * @throws {X509Problem} `not-a-ca`
 */
export function checkMaySign(issuer: Certificate): void {
  const { basicConstraints, keyUsage } = issuer.facts;
  const isCa = basicConstraints ? basicConstraints.ca : issuer.version < 3;
  if (!isCa || (keyUsage && !keyUsage.has('keyCertSign'))) throw notAllowedToSign(issuer);
}

function notAllowedToSign(certificate: Certificate): X509Problem {
  return fail(
    'not-a-ca',
    'x509: invalid signature: parent certificate cannot sign this kind of certificate',
    certificate,
  );
}

/**
 * Go's rule: a host that is an IP address, in brackets or not, is looked for among the addresses alone (RFC 6125 §B.2).
 *
 * @param hostName the name that is asked for
 * @throws {X509Problem} `host-name`
 */
export function checkHostName(leaf: Certificate, hostName: string): void {
  const { dnsNames, ipAddresses } = leaf.facts;
  const bare = /^\[.+\]$/.test(hostName) ? hostName.slice(1, -1) : hostName;
  const address = parseIpAddress(bare);
  if (address !== undefined) {
    if (ipAddresses.includes(formatIpAddress(address))) return;
    const message =
      ipAddresses.length === 0
        ? `x509: cannot validate certificate for ${bare} because it doesn't contain any IP SANs`
        : `x509: certificate is valid for ${ipAddresses.join(', ')}, not ${bare}`;
    throw fail('host-name', message, leaf, 'Use a server certificate that carries this IP address.');
  }
  if (dnsNames.some((pattern) => matchesHostName(pattern, hostName))) return;
  const names = dnsNames.length === 0 ? 'no name' : dnsNames.join(', ');
  throw fail('host-name', `x509: certificate is valid for ${names}, not ${hostName}`, leaf);
}

/**
 * Whether a chain may be used for one of several purposes: as in Go every certificate that limits its purposes, from the
 * root down, must allow one that all before it have allowed.
 *
 * @param usages OIDs
 */
export function allowsUsage(chain: Chain, usages: readonly string[]): boolean {
  return usages.some((usage) => firstAgainst(chain, usage) === undefined);
}

/** The certificate nearest to the root that does not allow a purpose. @param usage OID */
export function firstAgainst(chain: Chain, usage: string): Certificate | undefined {
  return chain.findLast(({ facts: { extendedKeyUsage: usages } }) => {
    if (usages === undefined || usages.length === 0) return false;
    return !usages.includes(usage) && !usages.includes(Oid.anyExtendedKeyUsage);
  });
}

function formatTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

const remedies: Partial<Record<X509ProblemCode, string>> = {
  expired: 'Renew the certificate, or compare the clocks of both machines.',
  'not-yet-valid': 'Compare the clocks of both machines.',
  'unknown-authority':
    'Compare the root that this side trusts with the one that signed the certificate: same name, other key?',
  'host-name': 'Connect to a manager; a worker’s certificate does not carry the name of the CA.',
  'not-a-ca': 'Look at basicConstraints and keyUsage of the issuer.',
  'name-constraint': 'Look at nameConstraints of the authority, and at the names of the certificate.',
};

/** @returns a problem with a certificate's path */
export function fail(
  code: X509ProblemCode,
  message: string,
  certificate: Certificate,
  next = remedies[code],
): X509Problem {
  const name = firstOf(readName(certificate.subject), Oid.commonName) ?? '(no common name)';
  return new X509Problem(code, message, {
    expected: `a chain from the certificate of ${name.slice(0, 64)} to a trusted root`,
    next,
  });
}

/** What a check finds wrong, if it does. */
export function problemOf(check: () => void): X509Problem | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof X509Problem) return error;
    throw error;
  }
}
