import { isSignedBy, sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { matchesHostName } from './host-name.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';
import { firstOf, readName } from './name.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';
import type { X509ProblemCode } from './problem.ts';
import type { SignatureMemory } from './signature-memory.ts';

/** What a chain is wanted for. */
export interface VerifyOptions {
  /** Certificates that the peer sent with its own; none of them is trusted. */
  readonly intermediates: readonly Certificate[];
  /** Certificates that are trusted. As in Go they are taken as they are: their own signature is not looked at. */
  readonly roots: readonly Certificate[];
  /** ms since epoch */
  readonly now: number;
  /** What the leaf's key is used for; every certificate of the chain that limits its purposes must allow it. */
  readonly purpose: 'serverAuth' | 'clientAuth' | 'any';
  /** The name that the leaf must carry among its DNS names; an IP address, among its addresses. */
  readonly hostName?: string;
  /** Signatures that this party has checked before; left out, each is checked. */
  readonly memory?: SignatureMemory | undefined;
}

/** A chain from the leaf to a root, both included. */
export type Chain = readonly Certificate[];

/** More signatures than this are not checked for one leaf; honest chains need two or three. */
const mostSignatures = 100;
/** A chain is not longer than this, the root included. */
const longestChain = 10;

/**
 * Finds every chain from a leaf to a trusted root (RFC 5280 §6, by the rules of Go where Go and others part;
 * docs/protocol.md §7.6). This is what decides who speaks on a swarm's connections.
 *
 * Issuers are found by the bytes of their names. Key identifiers are hints and no proof: an issuer with another one than is
 * asked for is tried only where no chain is found without it. So a leaf of the root on its way in is not compared with the
 * root of the same name that is on its way out. A certificate whose subject equals its issuer is no dead end: a cross-signed
 * swarm root looks like that. The search goes back where a branch ends, never takes the same certificate twice in a chain,
 * and is bounded in signatures and length.
 *
 * @returns at least one chain
 * @throws {X509Problem} with the most telling reason: `expired`, `not-yet-valid`, `critical-extension`, `host-name`,
 *   `not-a-ca`, `path-too-long`, `usage`, `unknown-authority`, `too-much-work`
 */
export function verifyChain(leaf: Certificate, options: VerifyOptions): readonly [Chain, ...Chain[]] {
  checkCertificate(leaf, 'leaf', [], options.now);
  if (options.hostName !== undefined) checkHostName(leaf, options.hostName);

  const search = new Search(options);
  let foundAny = false;
  for (const trying of ['likely', 'all'] as const) {
    const chains = isAmong(leaf, options.roots) ? [[leaf]] : search.chainsFrom([leaf], trying);
    foundAny ||= chains.length > 0;
    const [first, ...others] = chains.filter((chain) => allowsPurpose(chain, options.purpose));
    if (first !== undefined) return [first, ...others];
  }
  if (!foundAny) throw search.failure(leaf);
  throw fail('usage', 'x509: certificate specifies an incompatible key usage', leaf);
}

/** Which issuers are tried: those whose key identifier does not speak against them, or all of that name. */
type Trying = 'likely' | 'all';

class Search {
  readonly #options: VerifyOptions;
  #signatures = 0;
  #tooMuch = false;
  /** Why a certificate of the right name is not the issuer: no more than a hint, since the issuer may be another. */
  #noIssuer: X509Problem | undefined;
  /** Why a certificate that is the issuer cannot be used: that is the reason of the failure. */
  #invalidIssuer: X509Problem | undefined;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  /** Every way to prolong a chain up to a root. */
  chainsFrom(chain: Chain, trying: Trying): Chain[] {
    const { roots, intermediates } = this.#options;
    const child = chain.at(-1);
    if (child === undefined || chain.length >= longestChain) return [];
    const found: Chain[] = [];
    for (const root of possibleIssuers(child, roots, trying)) {
      if (this.#accepts(child, root, 'root', chain)) found.push([...chain, root]);
    }
    for (const intermediate of possibleIssuers(child, intermediates, trying)) {
      if (this.#accepts(child, intermediate, 'intermediate', chain)) {
        found.push(...this.chainsFrom([...chain, intermediate], trying));
      }
    }
    return found;
  }

  failure(leaf: Certificate): X509Problem {
    if (this.#tooMuch) return fail('too-much-work', 'x509: signature check attempts limit reached', leaf);
    if (this.#invalidIssuer) return this.#invalidIssuer;
    const hint = this.#noIssuer;
    const why = hint ? ` (possibly because of "${hint.message}" while trying to verify a candidate authority)` : '';
    return fail('unknown-authority', `x509: certificate signed by unknown authority${why}`, leaf);
  }

  #accepts(child: Certificate, issuer: Certificate, place: Place, chain: Chain): boolean {
    if (chain.some((earlier) => isSameEntity(earlier, issuer))) return false;
    if (++this.#signatures > mostSignatures) {
      this.#tooMuch = true;
      return false;
    }
    const noIssuer = problemOf(() => checkSigned(child, issuer, this.#options.memory));
    this.#noIssuer ??= noIssuer;
    if (noIssuer) return false;
    const invalid = problemOf(() => checkCertificate(issuer, place, chain, this.#options.now));
    this.#invalidIssuer ??= invalid;
    return invalid === undefined;
  }
}

function problemOf(check: () => void): X509Problem | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof X509Problem) return error;
    throw error;
  }
}

type Place = 'leaf' | 'intermediate' | 'root';

/** What is asked of each certificate by itself, given the chain below it. */
function checkCertificate(certificate: Certificate, place: Place, below: Chain, now: number): void {
  const { basicConstraints, unhandledCritical } = certificate.facts;
  if (unhandledCritical.length > 0) {
    throw fail(
      'critical-extension',
      `x509: unhandled critical extension (${unhandledCritical.join(', ')})`,
      certificate,
    );
  }
  checkValidity(certificate, now);
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

/**
 * Whether a certificate may be used as an issuer at all; the root of a chain is asked this too.
 *
 * @throws {X509Problem} `not-a-ca`
 */
function checkMaySign(issuer: Certificate): void {
  const { basicConstraints, keyUsage } = issuer.facts;
  const isCa = basicConstraints ? basicConstraints.ca : issuer.version < 3;
  if (!isCa || (keyUsage && !keyUsage.has('keyCertSign'))) throw notAllowedToSign(issuer);
}

/**
 * Whether `issuer` may sign and has signed `child`.
 *
 * @param memory left out, the signature is checked in any case
 * @throws {X509Problem} `not-a-ca`, `unknown-authority`, `unsupported-algorithm`
 */
export function checkSigned(child: Certificate, issuer: Certificate, memory?: SignatureMemory): void {
  checkMaySign(issuer);
  if (memory ? memory.isSignedBy(child, issuer) : isSignedBy(child, issuer)) return;
  const kind = child.signatureAlgorithm.key === 'rsa' ? 'RSA' : 'ECDSA';
  throw fail('unknown-authority', `x509: ${kind} verification failure`, child);
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
function checkHostName(leaf: Certificate, hostName: string): void {
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

/** Issuers of that very name, those whose key identifier fits first. */
function possibleIssuers(child: Certificate, among: readonly Certificate[], trying: Trying): readonly Certificate[] {
  const wanted = child.facts.authorityKeyIdentifier;
  const rank = ({ facts }: Certificate): number =>
    !wanted || !facts.subjectKeyIdentifier ? 1 : sameBytes(wanted, facts.subjectKeyIdentifier) ? 0 : 2;
  return among
    .filter((candidate) => sameBytes(candidate.subject, child.issuer) && (trying === 'all' || rank(candidate) < 2))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** The same name and key is the same entity, whatever certificate states it: going round among them leads nowhere. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
  return (
    sameBytes(a.subject, b.subject) &&
    sameBytes(a.spki, b.spki) &&
    a.facts.dnsNames.join('\n') === b.facts.dnsNames.join('\n') &&
    a.facts.ipAddresses.join('\n') === b.facts.ipAddresses.join('\n')
  );
}

function isAmong(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some((other) => sameBytes(other.der, certificate.der));
}

function allowsPurpose(chain: Chain, purpose: VerifyOptions['purpose']): boolean {
  if (purpose === 'any') return true;
  return chain.every(({ facts: { extendedKeyUsage: usages } }) => {
    if (!usages || usages.length === 0) return true;
    return usages.includes(Oid[purpose]) || usages.includes(Oid.anyExtendedKeyUsage);
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
};

function fail(code: X509ProblemCode, message: string, certificate: Certificate, next = remedies[code]): X509Problem {
  const name = firstOf(readName(certificate.subject), Oid.commonName) ?? '(no common name)';
  return new X509Problem(code, message, {
    expected: `a chain from the certificate of ${name.slice(0, 64)} to a trusted root`,
    next,
  });
}
