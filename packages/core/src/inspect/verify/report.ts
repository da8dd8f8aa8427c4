import { hash } from 'node:crypto';
import { printable } from '../../printable.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Attempt, Check, JudgeOptions, Limit, Verdict, WhyNot } from '../../x509/judge.ts';
import { firstOf, readName } from '../../x509/name.ts';
import { Oid } from '../../x509/oid.ts';
import type { Chain } from '../../x509/path-search.ts';
import { X509Problem } from '../../x509/problem.ts';
import { checkWords } from './check-words.ts';
import type { DifferenceCode, DifferenceText } from './difference-texts.ts';
import { differencesIn } from './differences.ts';
import { usageName } from './usages.ts';

/** A certificate as it is named in a report. What is of others in it is printable. */
export interface NamedCertificate {
  /** The common name, or what stands for it. */
  readonly name: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the key, hexadecimal: by this a root is told from another of its name. */
  readonly key: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  /** RFC 3339 */
  readonly notBefore: string;
  /** RFC 3339 */
  readonly notAfter: string;
}

/** A way that was tried: what it failed by, on which certificate, and the way itself, from the leaf up. */
export interface ReportedAttempt {
  readonly check: Check | Limit;
  /** In Go's words where it has some. */
  readonly message: string;
  /** What that comes to. */
  readonly meaning: string;
  readonly certificate: NamedCertificate;
  readonly path: readonly NamedCertificate[];
}

export interface ReportedDifference extends DifferenceText {
  readonly code: DifferenceCode;
  readonly certificate: NamedCertificate;
}

/** A verdict as plain data. */
export interface VerdictReport {
  readonly verdict: Verdict['verdict'];
  readonly leaf: NamedCertificate;
  /** The moment that was judged, RFC 3339. */
  readonly at: string;
  /** Purposes of which one sufficed, by name or OID; none for any. */
  readonly usages: readonly string[];
  readonly hostName?: string;
  /** From the leaf to the root, each; none unless accepted. */
  readonly chains: readonly (readonly NamedCertificate[])[];
  /** Until when one of the chains holds, RFC 3339. */
  readonly holdsUntil?: string;
  /** Why it was refused, or what was in the way of a judgement. */
  readonly why?: ReportedAttempt;
  /** The other ways that were tried, and how many more than are named. */
  readonly others: readonly ReportedAttempt[];
  readonly more: number;
  /** Where Go, OpenSSL and RFC 5280 part ways in this. */
  readonly differences: readonly ReportedDifference[];
}

/** Chains that are named, of more that may have been found. */
const mostChains = 16;

/** Makes a report of a verdict. @param options what it was judged by */
export function reportVerdict(leaf: Certificate, options: JudgeOptions, verdict: Verdict): VerdictReport {
  const chains = verdict.verdict === 'accepted' ? verdict.chains : [];
  const whyNot = whyOf(verdict);
  const differences = differencesIn(leaf, options, verdict);
  return {
    verdict: verdict.verdict,
    leaf: nameCertificate(leaf),
    at: timeText(options.now),
    usages: options.usages.map(usageName),
    ...(options.hostName === undefined ? {} : { hostName: printable(options.hostName) }),
    chains: chains.slice(0, mostChains).map((chain) => chain.map(nameCertificate)),
    ...(chains.length === 0 ? {} : { holdsUntil: timeText(Math.max(...chains.map(endOf))) }),
    ...(whyNot === undefined ? {} : { why: reportAttempt(whyNot) }),
    others: whyNot?.others.map(reportAttempt) ?? [],
    more: whyNot?.more ?? 0,
    differences: differences.map(({ certificate, ...rest }) => ({
      ...rest,
      certificate: nameCertificate(certificate),
    })),
  };
}

function whyOf(verdict: Verdict): WhyNot<Check | Limit> | undefined {
  if (verdict.verdict === 'accepted') return undefined;
  return verdict.verdict === 'refused' ? verdict.why : verdict.because;
}

function reportAttempt({ by, message, certificate, path }: Attempt): ReportedAttempt {
  return {
    check: by,
    message: printable(message, 500),
    meaning: checkWords[by],
    certificate: nameCertificate(certificate),
    path: path.map(nameCertificate),
  };
}

function nameCertificate(certificate: Certificate): NamedCertificate {
  const { der, spki, serialNumber, notBefore, notAfter } = certificate;
  return {
    name: subjectText(certificate),
    serialNumber: Buffer.from(serialNumber).toString('hex'),
    key: hash('sha256', spki),
    fingerprint: hash('sha256', der),
    notBefore: timeText(notBefore),
    notAfter: timeText(notAfter),
  };
}

function subjectText({ subject }: Certificate): string {
  try {
    const attributes = readName(subject);
    const name = firstOf(attributes, Oid.commonName) ?? attributes.at(-1)?.value;
    return name === undefined ? '(no name)' : printable(name, 64);
  } catch (error) {
    if (error instanceof X509Problem) return '(a name that cannot be read)';
    throw error;
  }
}

function endOf(chain: Chain): number {
  return Math.min(...chain.map(({ notAfter }) => notAfter));
}

function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, -5)}Z`;
}
