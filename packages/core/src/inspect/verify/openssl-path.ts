import { isSigning } from '../../x509/algorithms.ts';
import { publicKeyOf, sameBytes } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { JudgeOptions } from '../../x509/judge.ts';
import { readName } from '../../x509/name.ts';
import { keyIdentifierRank, longestChain } from '../../x509/path-search.ts';
import type { Chain } from '../../x509/path-search.ts';
import { X509Problem } from '../../x509/problem.ts';

/** The one path that OpenSSL takes, and how it ends. */
export interface OpensslPath {
  readonly path: Chain;
  /**
   * `trusted`: with a self-signed root. `partial`: with a trusted certificate that is not self-signed. `self-signed`: with one
   * that looks so and is not trusted. `open`: nobody has issued the last one.
   */
  readonly end: 'trusted' | 'partial' | 'self-signed' | 'open';
}

/**
 * Follows the path that OpenSSL 3 would take. It looks for an issuer among the roots first, takes the first that fits by name,
 * key identifier, kind of key and keyUsage, and never goes back; signatures are checked when the path stands.
 */
export function opensslPath(leaf: Certificate, { roots, intermediates, now }: JudgeOptions): OpensslPath {
  const path = [leaf];
  let isTrusted = isAmong(leaf, roots);
  while (path.length < longestChain) {
    const [last = leaf] = path.slice(-1);
    if (looksSelfSigned(last)) return { path, end: isTrusted || isAmong(last, roots) ? 'trusted' : 'self-signed' };
    const issuer =
      issuerAmong(roots, last, path, now) ?? (isTrusted ? undefined : issuerAmong(intermediates, last, path, now));
    if (issuer === undefined) return { path, end: isTrusted ? 'partial' : 'open' };
    isTrusted ||= isAmong(issuer, roots);
    path.push(issuer);
  }
  return { path, end: 'open' };
}

/** Of one name; nobody honest has more. */
const mostCandidates = 200;

/** One that is valid now is taken before others. */
function issuerAmong(
  among: readonly Certificate[],
  child: Certificate,
  path: Chain,
  now: number,
): Certificate | undefined {
  const named = among.filter(({ subject }) => hasSameName(child.issuer, subject)).slice(0, mostCandidates);
  const fitting = named.filter((candidate) => fits(child, candidate) && !isAmong(candidate, path));
  return fitting.find(({ notBefore, notAfter }) => notBefore <= now && now < notAfter) ?? fitting[0];
}

function fits(child: Certificate, issuer: Certificate): boolean {
  const { keyUsage } = issuer.facts;
  return (
    !namesOtherKey(child, issuer) && isOfKindThatSigned(child, issuer) && (!keyUsage || keyUsage.has('keyCertSign'))
  );
}

/** The key identifier of a certificate's issuer is another than this one's. */
export function namesOtherKey(child: Certificate, issuer: Certificate): boolean {
  return keyIdentifierRank(child, issuer) === 2;
}

/**
 * To OpenSSL a certificate is self-signed that has its own name for its issuer's, no key identifier that speaks against it,
 * and a signature of its key's kind. Whether the signature is its own is not asked.
 */
function looksSelfSigned(certificate: Certificate): boolean {
  return (
    hasSameName(certificate.issuer, certificate.subject) &&
    !namesOtherKey(certificate, certificate) &&
    isOfKindThatSigned(certificate, certificate)
  );
}

function isOfKindThatSigned({ signatureAlgorithm }: Certificate, issuer: Certificate): boolean {
  try {
    const { asymmetricKeyType } = publicKeyOf(issuer);
    const { name } = signatureAlgorithm;
    const kind = isSigning(signatureAlgorithm)
      ? signatureAlgorithm.key
      : name.includes('RSA')
        ? 'rsa'
        : name.startsWith('ECDSA')
          ? 'ec'
          : undefined;
    return kind === undefined || kind === asymmetricKeyType;
  } catch (error) {
    if (error instanceof X509Problem) return true;
    throw error;
  }
}

/** Whether two names are the same to OpenSSL and RFC 5280 §7.1: case, blanks and string types do not count. */
export function hasSameName(one: Uint8Array, other: Uint8Array): boolean {
  return sameBytes(one, other) || canonical(one) === canonical(other);
}

function canonical(name: Uint8Array): string {
  try {
    const attributes = readName(name).map(({ type, value }) => [type, value.trim().replace(/\s+/g, ' ').toLowerCase()]);
    return JSON.stringify(attributes);
  } catch (error) {
    // What cannot be read is the same as itself alone.
    if (error instanceof X509Problem) return Buffer.from(name).toString('hex');
    throw error;
  }
}

function isAmong(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some(({ der }) => sameBytes(der, certificate.der));
}
