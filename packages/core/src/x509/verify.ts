import { isSignedBy, sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { Oid } from './oid.ts';
import {
  checkCertificate,
  checkHostName,
  checkMaySign,
  fail,
  firstAgainst,
  mostComparisons,
  problemOf,
} from './path-checks.ts';
import type { Checking } from './path-checks.ts';
import { PathSearch, keyIdentifierRank } from './path-search.ts';
import type { Chain, PathRules, Place, Trying } from './path-search.ts';
import type { X509Problem } from './problem.ts';
import type { SignatureMemory } from './signature-memory.ts';

export type { Chain } from './path-search.ts';

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
 *   `not-a-ca`, `path-too-long`, `name-constraint`, `usage`, `unknown-authority`, `too-much-work`
 */
export function verifyChain(leaf: Certificate, options: VerifyOptions): readonly [Chain, ...Chain[]] {
  const checking = { now: options.now, budget: { left: mostComparisons } };
  checkCertificate(leaf, 'leaf', [], checking);
  if (options.hostName !== undefined) checkHostName(leaf, options.hostName);

  const rules = new SwarmRules(options, checking);
  const search = new PathSearch(rules);
  let foundAny = false;
  for (const trying of ['likely', 'all'] as const) {
    const chains = isAmong(leaf, options.roots) ? [[leaf]] : search.chainsFrom([leaf], trying);
    foundAny ||= chains.length > 0;
    const [first, ...others] = chains.filter((chain) => allowsPurpose(chain, options.purpose));
    if (first !== undefined) return [first, ...others];
  }
  if (foundAny) throw fail('usage', 'x509: certificate specifies an incompatible key usage', leaf);
  if (search.exceeded.includes('signatures') || search.exceeded.includes('steps')) {
    throw fail('too-much-work', 'x509: signature check attempts limit reached', leaf);
  }
  throw rules.failure(leaf);
}

/** Issuers by name, signatures of the kinds that swarm has; the first reasons of both kinds are kept. */
class SwarmRules implements PathRules {
  readonly #options: VerifyOptions;
  readonly #checking: Checking;
  /** Why a certificate of the right name is not the issuer: no more than a hint, since the issuer may be another. */
  #noIssuer: X509Problem | undefined;
  /** Why a certificate that is the issuer cannot be used: that is the reason of the failure. */
  #invalidIssuer: X509Problem | undefined;

  constructor(options: VerifyOptions, checking: Checking) {
    this.#options = options;
    this.#checking = checking;
  }

  issuersOf(child: Certificate, among: 'root' | 'intermediate', trying: Trying): readonly Certificate[] {
    const { roots, intermediates } = this.#options;
    return possibleIssuers(child, among === 'root' ? roots : intermediates, trying);
  }

  accepts(child: Certificate, issuer: Certificate, place: Place, chain: Chain): boolean {
    const noIssuer = problemOf(() => checkSigned(child, issuer, this.#options.memory));
    this.#noIssuer ??= noIssuer;
    if (noIssuer) return false;
    const invalid = problemOf(() => checkCertificate(issuer, place, chain, this.#checking));
    this.#invalidIssuer ??= invalid;
    return invalid === undefined;
  }

  failure(leaf: Certificate): X509Problem {
    if (this.#invalidIssuer) return this.#invalidIssuer;
    const hint = this.#noIssuer;
    const why = hint ? ` (possibly because of "${hint.message}" while trying to verify a candidate authority)` : '';
    return fail('unknown-authority', `x509: certificate signed by unknown authority${why}`, leaf);
  }
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

/** Issuers of that very name, those whose key identifier fits first. */
function possibleIssuers(child: Certificate, among: readonly Certificate[], trying: Trying): readonly Certificate[] {
  return among
    .filter(
      (candidate) =>
        sameBytes(candidate.subject, child.issuer) && (trying === 'all' || keyIdentifierRank(child, candidate) < 2),
    )
    .toSorted((a, b) => keyIdentifierRank(child, a) - keyIdentifierRank(child, b));
}

function isAmong(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some((other) => sameBytes(other.der, certificate.der));
}

function allowsPurpose(chain: Chain, purpose: VerifyOptions['purpose']): boolean {
  return purpose === 'any' || firstAgainst(chain, Oid[purpose]) === undefined;
}
