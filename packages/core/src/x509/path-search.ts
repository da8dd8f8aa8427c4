import { sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';

/** A chain from the leaf to a root, both included. */
export type Chain = readonly Certificate[];

/** Where in a chain a certificate stands. */
export type Place = 'leaf' | 'intermediate' | 'root';

/** Which issuers are tried: those whose key identifier does not speak against them, or all of that name. */
export type Trying = 'likely' | 'all';

/** A bound of the search. */
export type Bound = 'signatures' | 'steps' | 'depth';

/** More signatures than this are not checked for one leaf, as in Go and rustls; honest chains need two or three. */
export const mostSignatures = 100;
/** Nor are more candidates looked at, as in rustls. */
export const mostSteps = 200_000;
/** A chain is not longer than this, the root included. */
export const longestChain = 10;

/** What the search asks of whoever judges. What a way ends for, they remember themselves. */
export interface PathRules {
  /** Issuers of a certificate's issuer name, the likeliest first. */
  issuersOf(child: Certificate, among: 'root' | 'intermediate', trying: Trying): readonly Certificate[];
  /** Whether an issuer may sign the child, has signed it, and can stand there, above that chain. */
  accepts(child: Certificate, issuer: Certificate, place: Place, chain: Chain): boolean;
  /** A chain is prolonged no further: for a bound, or since there is nobody to prolong it with. */
  ended?(chain: Chain, by: Bound | 'no-issuer'): void;
}

/**
 * Builds paths (RFC 4158), by the rules of Go. It goes back where a branch ends, never takes the same certificate twice in a
 * chain, and is bounded in signatures, steps and length; the bounds hold for all that is built by one search.
 */
export class PathSearch {
  readonly #rules: PathRules;
  readonly #exceeded: Bound[] = [];
  #signatures = 0;
  #steps = 0;

  constructor(rules: PathRules) {
    this.#rules = rules;
  }

  /** The bounds that it has come to: there may be chains that it has not found. */
  get exceeded(): readonly Bound[] {
    return this.#exceeded;
  }

  /** Every way to prolong a chain up to a root. */
  chainsFrom(chain: Chain, trying: Trying): Chain[] {
    const child = chain.at(-1);
    if (child === undefined) return [];
    if (chain.length >= longestChain) {
      this.#end(chain, 'depth');
      return [];
    }
    const found: Chain[] = [];
    const signaturesBefore = this.#signatures;
    for (const root of this.#rules.issuersOf(child, 'root', trying)) {
      if (this.#takes(child, root, 'root', chain)) found.push([...chain, root]);
    }
    for (const intermediate of this.#rules.issuersOf(child, 'intermediate', trying)) {
      if (this.#takes(child, intermediate, 'intermediate', chain)) {
        found.push(...this.chainsFrom([...chain, intermediate], trying));
      }
    }
    if (this.#signatures === signaturesBefore) this.#rules.ended?.(chain, 'no-issuer');
    return found;
  }

  #takes(child: Certificate, issuer: Certificate, place: Place, chain: Chain): boolean {
    if (++this.#steps > mostSteps) return this.#end(chain, 'steps');
    if (chain.some((earlier) => isSameEntity(earlier, issuer))) return false;
    if (++this.#signatures > mostSignatures) return this.#end(chain, 'signatures');
    return this.#rules.accepts(child, issuer, place, chain);
  }

  #end(chain: Chain, by: Bound): false {
    if (!this.#exceeded.includes(by)) {
      this.#exceeded.push(by);
      this.#rules.ended?.(chain, by);
    }
    return false;
  }
}

/**
 * How well the key identifiers fit, in Go's order: 0 where they are the same or both missing, 1 where one is missing, 2 where
 * they differ. They are hints and no proof.
 */
export function keyIdentifierRank(child: Certificate, { facts }: Certificate): 0 | 1 | 2 {
  const [wanted, found] = [child.facts.authorityKeyIdentifier, facts.subjectKeyIdentifier];
  if (!wanted || !found) return wanted === found ? 0 : 1;
  return sameBytes(wanted, found) ? 0 : 2;
}

/** The same name and key is the same entity, whatever certificate states it: going round among them leads nowhere. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
  return (
    sameBytes(a.subject, b.subject) &&
    sameBytes(a.spki, b.spki) &&
    isSameList(a.facts.dnsNames, b.facts.dnsNames) &&
    isSameList(a.facts.ipAddresses, b.facts.ipAddresses)
  );
}

/** Asked at every step of a search, so nothing is put together for it. */
function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
