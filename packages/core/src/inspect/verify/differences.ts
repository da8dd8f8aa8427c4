import { verify } from 'node:crypto';
import { checkChainSignature } from '../../x509/chain-signature.ts';
import { publicKeyOf, sameBytes } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { readByGo } from '../../x509/go-form.ts';
import type { JudgeOptions, Verdict } from '../../x509/judge.ts';
import { Oid } from '../../x509/oid.ts';
import { checkCertificate, checkHostName, checkMaySign, mostComparisons, problemOf } from '../../x509/path-checks.ts';
import type { Chain } from '../../x509/path-search.ts';
import { X509Problem } from '../../x509/problem.ts';
import { differenceTexts } from './difference-texts.ts';
import type { DifferenceCode, DifferenceText } from './difference-texts.ts';
import { hasSameName, namesOtherKey, opensslPath } from './openssl-path.ts';
import type { OpensslPath } from './openssl-path.ts';

/** A point on which Go, OpenSSL and RFC 5280 are not of one mind, or are at last, as it occurs in a judgement. */
export interface Difference extends DifferenceText {
  readonly code: DifferenceCode;
  /** The certificate in which it lies. */
  readonly certificate: Certificate;
}

/**
 * Finds, in what was judged, the points on which Go (and so Docker) and OpenSSL (and so Node's TLS) part ways, and those
 * on which they would if a rotation's certificates were a little different.
 *
 * @param verdict of `judge` for the same leaf and options
 * @returns in the order of the path, each code once
 */
export function differencesIn(leaf: Certificate, options: JudgeOptions, verdict: Verdict): readonly Difference[] {
  const found = new Map<DifferenceCode, Certificate>();
  const note = (code: DifferenceCode, certificate: Certificate): void => {
    if (!found.has(code)) found.set(code, certificate);
  };
  const theirs = opensslPath(leaf, options);
  if (verdict.verdict === 'accepted') {
    const [ours] = verdict.chains;
    notePath(ours, theirs, options, note);
    noteTimesAndUsages(theirs.path, options, note);
    if (theirs.end === 'trusted' && found.size === 0) noteCross(verdict.chains, options, note);
    for (const certificate of theirs.path) if (isShortRsa(certificate)) note('short-rsa', certificate);
  } else if (verdict.verdict === 'refused' && theirs.end === 'trusted' && holdsForOpenssl(theirs.path, options)) {
    noteRefusals(theirs.path, note);
  }
  return [...found].map(([code, certificate]) => ({ code, ...differenceTexts[code], certificate }));
}

type Note = (code: DifferenceCode, certificate: Certificate) => void;

/** Where OpenSSL's path ends before a root, or goes astray, though there is one that leads to a root. */
function notePath(ours: Chain, { path, end }: OpensslPath, { roots }: JudgeOptions, note: Note): void {
  const astray = path.find((child, index) => {
    const issuer = path[index + 1];
    return issuer !== undefined && !isSigned(child, issuer);
  });
  if (astray !== undefined) {
    // Nothing but a key identifier tells roots of one name apart, for who does not try them all.
    note(astray.facts.authorityKeyIdentifier === undefined ? 'leaf-without-aki' : 'aki-names-other-key', astray);
    return;
  }
  const last = path.at(-1);
  if (last === undefined || end === 'trusted') return;
  if (end === 'partial') note('root-not-self-signed', last);
  else if (end === 'open') {
    const issuer = ours[ours.indexOf(last) + 1];
    if (issuer !== undefined && namesOtherKey(last, issuer)) {
      note(isCross(last) && !namesOtherKey(last, last) ? 'cross-aki-names-itself' : 'aki-names-other-key', last);
    }
  } else if (ours.includes(last) && !roots.includes(last)) {
    note(last.facts.authorityKeyIdentifier === undefined ? 'cross-without-aki' : 'cross-aki-names-itself', last);
  }
}

function noteTimesAndUsages(path: Chain, { now, usages }: JudgeOptions, note: Note): void {
  for (const certificate of path) {
    if (certificate.notAfter === now) note('exactly-at-not-after', certificate);
    if (!allowsForOpenssl(certificate, usages)) note('any-extended-key-usage', certificate);
  }
}

/** What makes both accept a cross-signed root where they easily would not. */
function noteCross(chains: readonly Chain[], { roots }: JudgeOptions, note: Note): void {
  const cross = chains.flat().find((each) => isCross(each));
  if (cross === undefined) return;
  const isEarly = roots.some(({ subject, spki }) => sameBytes(subject, cross.subject) && sameBytes(spki, cross.spki));
  if (isEarly) note('cross-among-roots', cross);
  else if (namesOtherKey(cross, cross)) note('cross-with-aki', cross);
}

/** What OpenSSL's path has that Go does not take. */
function noteRefusals(path: Chain, note: Note): void {
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1];
    if (issuer !== undefined && !sameBytes(certificate.issuer, issuer.subject))
      note('issuer-spelled-otherwise', certificate);
    if (issuer !== undefined && isSha1(certificate)) note('sha-1', certificate);
    const { pathLength } = certificate.facts.basicConstraints ?? {};
    const counted = path.slice(1, index);
    if (pathLength !== undefined && counted.length > pathLength && counted.some(isSelfIssued)) {
      note('self-issued-counted', certificate);
    }
  }
}

/** Whether OpenSSL accepts its path, by its rules where they are others than Go's. */
function holdsForOpenssl(path: Chain, options: JudgeOptions): boolean {
  const { now, hostName, usages } = options;
  const [leaf] = path;
  const checking = { now, budget: { left: mostComparisons } };
  return path.every((certificate, index) => {
    const place = index === 0 ? 'leaf' : index === path.length - 1 ? 'root' : 'intermediate';
    const child = path[index - 1];
    const below = path.slice(0, index).filter((each, at) => at === 0 || !isSelfIssued(each));
    const unhandled = certificate.facts.unhandledCritical.filter((oid) => !readByGo.has(oid));
    const problem = problemOf(() => {
      checkCertificate(certificate, place, below, checking, unhandled);
      if (child !== undefined) checkMaySign(certificate);
      if (leaf === certificate && hostName !== undefined) checkHostName(certificate, hostName);
    });
    return (
      problem === undefined &&
      now < certificate.notAfter &&
      allowsForOpenssl(certificate, usages) &&
      (child === undefined || isSigned(child, certificate))
    );
  });
}

/** For OpenSSL `anyExtendedKeyUsage` is a purpose as others are. */
function allowsForOpenssl({ facts }: Certificate, usages: readonly string[]): boolean {
  const { extendedKeyUsage: allowed = [] } = facts;
  const isAny = usages.length === 0 || usages.includes(Oid.anyExtendedKeyUsage);
  return isAny || allowed.length === 0 || usages.some((usage) => allowed.includes(usage));
}

/** Whether a key made a signature, by SHA-1 as well. */
function isSigned(child: Certificate, issuer: Certificate): boolean {
  try {
    if (!isSha1(child)) return checkChainSignature(child, issuer).result === 'good';
    return verify('sha1', child.tbs, publicKeyOf(issuer), child.signature);
  } catch (error) {
    // A key, or SHA-1 as such, that this node:crypto or Go does not take.
    if (error instanceof Error) return false;
    throw error;
  }
}

function isSha1({ signatureAlgorithm: { name } }: Certificate): boolean {
  return name === 'SHA1-RSA' || name === 'ECDSA-SHA1';
}

/** A root's name and key in a certificate by another root of that name. */
function isCross(certificate: Certificate): boolean {
  return (
    isSelfIssued(certificate) && certificate.facts.basicConstraints?.ca === true && !isSigned(certificate, certificate)
  );
}

function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return hasSameName(issuer, subject);
}

const shortRsa = 1024;

function isShortRsa(certificate: Certificate): boolean {
  try {
    const { modulusLength = shortRsa } = publicKeyOf(certificate).asymmetricKeyDetails ?? {};
    return modulusLength < shortRsa;
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}
