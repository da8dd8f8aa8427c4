import { judge } from '../../packages/core/src/x509/judge.ts';
import type { JudgeOptions, Verdict } from '../../packages/core/src/x509/judge.ts';
import { Oid } from '../../packages/core/src/x509/oid.ts';
import type { AnyAuthority } from '../../packages/core/src/testing/any-certificate.ts';
import type { GoCase } from '../tools/go-verify.ts';
import type { ChainCase } from './chain-cases.ts';

const certificatesOf = (authorities: readonly AnyAuthority[]) => authorities.map(({ certificate }) => certificate);
const ders = (authorities: readonly AnyAuthority[]) => authorities.map(({ certificate }) => certificate.der);

/** A case as our judge takes it. */
export function optionsOf({ intermediates, roots, at, usage, hostName }: ChainCase): JudgeOptions {
  return {
    intermediates: certificatesOf(intermediates),
    roots: certificatesOf(roots),
    now: at,
    usages: usage === 'any' ? [] : [Oid[usage]],
    hostName,
  };
}

export function judged(one: ChainCase): Verdict {
  return judge(one.leaf.certificate, optionsOf(one));
}

/** A case as Go's verifier takes it. */
export function forGo({ leaf, intermediates, roots, at, usage, hostName }: ChainCase): GoCase {
  const usages = usage === 'any' ? [] : [usage];
  return {
    leaf: leaf.certificate.der,
    intermediates: ders(intermediates),
    roots: ders(roots),
    at,
    usages,
    name: hostName,
  };
}

/** For a list that is shorter than it should be. */
export function never(): never {
  throw new Error('there are as many verdicts as cases');
}
