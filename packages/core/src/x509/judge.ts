import { latin1 } from './characters.ts';
import type { Certificate } from './certificate.ts';
import { checkChainSignature } from './chain-signature.ts';
import { checkGoForm, readByGo } from './go-form.ts';
import { Oid } from './oid.ts';
import {
  allowsUsage,
  checkCertificate,
  checkHostName,
  checkMaySign,
  firstAgainst,
  mostComparisons,
  problemOf,
} from './path-checks.ts';
import type { Checking } from './path-checks.ts';
import { PathSearch, keyIdentifierRank, longestChain, mostSignatures, mostSteps } from './path-search.ts';
import type { Bound, Chain, PathRules, Place } from './path-search.ts';
import type { X509Problem, X509ProblemCode } from './problem.ts';

/** What a certificate is judged for. */
export interface JudgeOptions {
  /** None of them is trusted. */
  readonly intermediates: readonly Certificate[];
  /** Trusted as they are. */
  readonly roots: readonly Certificate[];
  /** ms since epoch */
  readonly now: number;
  /** OIDs of purposes of which one suffices; none, or anyExtendedKeyUsage among them, for any purpose. */
  readonly usages: readonly string[];
  /** A name or an address that the leaf must be for. */
  readonly hostName?: string | undefined;
}

/** What a way to a root can fail by. */
export type Check =
  /** Go cannot read the certificate. */
  | 'form'
  | 'expired'
  | 'not-yet-valid'
  | 'critical-extension'
  | 'host-name'
  | 'not-a-ca'
  | 'path-too-long'
  | 'name-constraint'
  | 'usage'
  /** An issuer of that name has another key. */
  | 'signature'
  /** Go does not take signatures of that kind. */
  | 'algorithm'
  /** There is no certificate of the issuer's name. */
  | 'no-issuer';

/** What stood in the way of a judgement: a bound of the work, or that this program's cryptography cannot check something. */
export type Limit = Bound | 'comparisons' | 'cryptography';

/** A way that led to no root. */
export interface Attempt<By = Check | Limit> {
  readonly by: By;
  /** In Go's words where it has some; parts of it may be a stranger's. */
  readonly message: string;
  /** What it failed on. */
  readonly certificate: Certificate;
  /** From the leaf to where it was found out, the certificate that it failed on included. */
  readonly path: Chain;
}

/** Why a certificate is not accepted, or could not be judged: what decided, and the other ways that were tried. */
export interface WhyNot<By = Check> extends Attempt<By> {
  readonly others: readonly Attempt[];
  /** Ways beyond those. */
  readonly more: number;
}

export type Verdict =
  | { readonly verdict: 'accepted'; readonly chains: readonly [Chain, ...Chain[]] }
  | { readonly verdict: 'refused'; readonly why: WhyNot }
  | { readonly verdict: 'unjudged'; readonly because: WhyNot<Limit> };

/** Ways that are remembered. */
const mostAttempts = 32;

/**
 * Judges any certificate by the rules of Go: what Go refuses is never accepted. What the swarm's own connections are judged
 * by is `verifyChain`, which builds paths by the same search.
 */
export function judge(leaf: Certificate, options: JudgeOptions): Verdict {
  const judging = new Judging(options);
  const chains = judging.isFit(leaf) ? judging.chainsOf(leaf) : [];
  const [first, ...others] = chains;
  return first === undefined ? judging.failure() : { verdict: 'accepted', chains: [first, ...others] };
}

class Judging implements PathRules {
  readonly #options: JudgeOptions;
  readonly #checking: Checking;
  readonly #roots: Pool;
  readonly #intermediates: Pool;
  readonly #forms = new Map<Certificate, X509Problem | undefined>();
  readonly #attempts: Attempt[] = [];
  #more = 0;

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.#checking = { now: options.now, budget: { left: mostComparisons } };
    this.#roots = new Pool(options.roots);
    this.#intermediates = new Pool(options.intermediates);
  }

  /** Whether a leaf is worth a search. */
  isFit(leaf: Certificate): boolean {
    const { hostName } = this.#options;
    return (
      this.#isSound([leaf]) &&
      this.#stands('leaf', [leaf]) &&
      (hostName === undefined || this.#holds([leaf], () => checkHostName(leaf, hostName)))
    );
  }

  chainsOf(leaf: Certificate): readonly Chain[] {
    const { usages } = this.#options;
    // All issuers of a name in one go, the likeliest first: so the search is Go's, also where it comes to its bounds.
    const chains = this.#roots.has(leaf) ? [[leaf]] : new PathSearch(this).chainsFrom([leaf], 'all');
    const [usage] = usages;
    if (usage === undefined || usages.includes(Oid.anyExtendedKeyUsage)) return chains;
    const allowed = chains.filter((chain) => allowsUsage(chain, usages));
    for (const path of allowed.length > 0 ? [] : chains) {
      const message = 'x509: certificate specifies an incompatible key usage';
      this.#note({ by: 'usage', message, certificate: firstAgainst(path, usage) ?? leaf, path });
    }
    return allowed;
  }

  issuersOf(child: Certificate, among: 'root' | 'intermediate'): readonly Certificate[] {
    return (among === 'root' ? this.#roots : this.#intermediates).issuersOf(child);
  }

  accepts(child: Certificate, issuer: Certificate, place: Place, chain: Chain): boolean {
    const path = [...chain, issuer];
    return (
      this.#isSound(path) &&
      this.#hasSigned(child, path) &&
      this.#holds(path, () => checkMaySign(issuer)) &&
      this.#stands(place, path)
    );
  }

  ended(path: Chain, by: Bound | 'no-issuer'): void {
    const certificate = path.at(-1);
    if (certificate === undefined) return;
    if (by === 'no-issuer') {
      const message = 'x509: certificate signed by unknown authority';
      this.#note({ by, message, certificate, path });
    } else this.#note({ by, message: boundWords[by], certificate, path });
  }

  /** Why there is no chain. A way that could not be judged to its end leaves all open. */
  failure(): Verdict {
    const undecided = this.#attempts.find(isLimited);
    const more = this.#more;
    const without = (one: Attempt): readonly Attempt[] => this.#attempts.filter((other) => other !== one);
    if (undecided) {
      return { verdict: 'unjudged', because: { ...undecided, others: without(undecided), more } };
    }
    const [deciding] = this.#attempts.filter(isRefused).toSorted(byWeight);
    if (deciding === undefined) throw new TypeError('a certificate was refused, and nothing had failed');
    return { verdict: 'refused', why: { ...deciding, others: without(deciding), more } };
  }

  /** Whether Go could read the certificate that a path ends with. */
  #isSound(path: Chain): boolean {
    const [certificate] = path.slice(-1);
    if (certificate === undefined) return false;
    if (!this.#forms.has(certificate))
      this.#forms.set(
        certificate,
        problemOf(() => checkGoForm(certificate)),
      );
    const problem = this.#forms.get(certificate);
    if (problem === undefined) return true;
    const by = problem.code === 'unsupported-algorithm' ? 'cryptography' : 'form';
    this.#note({ by, message: problem.message, certificate, path });
    return false;
  }

  #hasSigned(child: Certificate, path: Chain): boolean {
    const [issuer] = path.slice(-1);
    if (issuer === undefined) return false;
    const signature = checkChainSignature(child, issuer);
    if (signature.result === 'good') return true;
    const by = ({ foreign: 'signature', refused: 'algorithm', unknown: 'cryptography' } as const)[signature.result];
    this.#note({ by, message: signature.message, certificate: child, path });
    return false;
  }

  #stands(place: Place, path: Chain): boolean {
    const [certificate] = path.slice(-1);
    if (certificate === undefined) return false;
    const unhandled = certificate.facts.unhandledCritical.filter((oid) => !readByGo.has(oid));
    return this.#holds(path, () => {
      checkCertificate(certificate, place, path.slice(0, -1), this.#checking, unhandled);
    });
  }

  #holds(path: Chain, check: () => void): boolean {
    const [certificate] = path.slice(-1);
    const problem = problemOf(check);
    if (problem === undefined || certificate === undefined) return problem === undefined;
    this.#note({ by: checkNames.get(problem.code) ?? 'form', message: problem.message, certificate, path });
    return false;
  }

  #note(attempt: Attempt): void {
    // What leaves all open, or would decide, is never forgotten for the number of the others.
    if (this.#attempts.length < mostAttempts) this.#attempts.push(attempt);
    else {
      this.#more++;
      const last = this.#attempts.length - 1;
      const kept = this.#attempts[last];
      if (kept !== undefined && byWeight(attempt, kept) < 0) this.#attempts[last] = attempt;
    }
  }
}

/** What the checks that throw find, by their codes. */
const checkNames: ReadonlyMap<string, Check | Limit> = new Map<X509ProblemCode, Check | Limit>([
  ['expired', 'expired'],
  ['not-yet-valid', 'not-yet-valid'],
  ['critical-extension', 'critical-extension'],
  ['host-name', 'host-name'],
  ['not-a-ca', 'not-a-ca'],
  ['path-too-long', 'path-too-long'],
  ['name-constraint', 'name-constraint'],
  ['too-much-work', 'comparisons'],
]);

const boundWords: Readonly<Record<Bound, string>> = {
  signatures: `more than ${mostSignatures} signatures would have to be checked`,
  steps: `more than ${mostSteps} steps would have to be taken`,
  depth: `a chain has more than ${longestChain} certificates`,
};

/** What tells most comes first: what a chain that is signed throughout fails by. */
const weights: Readonly<Record<Check | Limit, number>> = {
  signatures: 0,
  steps: 0,
  depth: 0,
  comparisons: 0,
  cryptography: 0,
  usage: 1,
  'host-name': 1,
  expired: 2,
  'not-yet-valid': 2,
  'critical-extension': 2,
  'not-a-ca': 2,
  'path-too-long': 2,
  'name-constraint': 2,
  algorithm: 3,
  form: 4,
  signature: 4,
  'no-issuer': 4,
};

/** Of attempts that tell as much, the one that came further. */
function byWeight(a: Attempt, b: Attempt): number {
  return weights[a.by] - weights[b.by] || b.path.length - a.path.length;
}

function isLimited(attempt: Attempt): attempt is Attempt<Limit> {
  return weights[attempt.by] === 0;
}

function isRefused(attempt: Attempt): attempt is Attempt<Check> {
  return weights[attempt.by] > 0;
}

/** Certificates by their subjects; each is there once. */
class Pool {
  readonly #ders: ReadonlySet<string>;
  readonly #bySubject = new Map<string, Certificate[]>();

  constructor(certificates: readonly Certificate[]) {
    const unique = new Map(certificates.map((each) => [latin1(each.der), each]));
    this.#ders = new Set(unique.keys());
    for (const certificate of unique.values()) {
      const subject = latin1(certificate.subject);
      const others = this.#bySubject.get(subject);
      if (others) others.push(certificate);
      else this.#bySubject.set(subject, [certificate]);
    }
  }

  has({ der }: Certificate): boolean {
    return this.#ders.has(latin1(der));
  }

  issuersOf(child: Certificate): readonly Certificate[] {
    const all = this.#bySubject.get(latin1(child.issuer)) ?? [];
    return all.toSorted((a, b) => keyIdentifierRank(child, a) - keyIdentifierRank(child, b));
  }
}
