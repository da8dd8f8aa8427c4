import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { X509Problem } from '../../packages/core/src/x509/problem.ts';
import type { Verdict } from '../../packages/core/src/x509/judge.ts';
import { verifyChain } from '../../packages/core/src/x509/verify.ts';
import { compileGoVerifier, goMissing } from '../tools/go-verify.ts';
import type { GoVerdict, GoVerifier } from '../tools/go-verify.ts';
import { arcCases, chainCases } from './chain-cases.ts';
import type { ChainCase } from './chain-cases.ts';
import { chainGraph } from './chain-graphs.ts';
import { constraintCase } from './constraint-cases.ts';
import { mutantCase } from './mutant-cases.ts';
import { forGo, judged, never, optionsOf } from './judged.ts';

const cases = chainCases();

/** What a verdict comes to, in words that can be compared with Go's. */
function outcome(verdict: Verdict): string {
  return verdict.verdict === 'accepted' ? `accepted by ${verdict.chains.length}` : 'not accepted';
}

function outcomeOfGo({ ok, chains }: GoVerdict): string {
  return ok ? `accepted by ${chains}` : 'not accepted';
}

describe.skipIf(goMissing)('chains, as Go judges them', () => {
  let go: GoVerifier;
  beforeAll(async () => {
    go = await compileGoVerifier();
  }, 180_000);
  afterAll(() => go[Symbol.asyncDispose]());

  it('are judged alike, by as many paths', async () => {
    const all = [...cases, ...arcCases()];
    const verdicts = await go.judge(all.map(forGo));
    const ours = all.map((one) => `${one.name}: ${outcome(judged(one))}`);
    expect(ours).toEqual(all.map(({ name }, index) => `${name}: ${outcomeOfGo(verdicts[index] ?? never())}`));
    expect(verdicts.filter(({ ok }) => ok).length).toBeGreaterThan(100);
    expect(verdicts.filter(({ ok }) => !ok).length).toBeGreaterThan(100);
  });

  it('are not accepted on a swarm’s connections either where Go refuses', async () => {
    const purposes: readonly string[] = ['serverAuth', 'clientAuth', 'any'];
    // Curves that Go does not know are refused where certificates are read (docs/protocol.md §1.2), not where chains are judged.
    const asked = cases.filter(({ usage, name }) => purposes.includes(usage) && !name.includes('secp256k1'));
    const verdicts = await go.judge(asked.map(forGo));
    const wrong = asked.filter((one, index) => isAcceptedBySwarm(one) && verdicts[index]?.ok !== true);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('however certificates of a few names and keys are put together, are judged alike', async () => {
    const graphs = fc.sample(chainGraph(), { numRuns: 400, seed: 20261124 });
    const verdicts = await go.judge(graphs.map(forGo));
    for (const [index, one] of graphs.entries()) {
      const ours = judged(one);
      const theirs = verdicts[index] ?? never();
      // What takes more signatures than are checked is left open by us, and refused by Go.
      if (ours.verdict === 'unjudged')
        expect(theirs).toMatchObject({ ok: false, error: expect.stringContaining('limit') });
      else expect(`${index}: ${outcome(ours)}`).toBe(`${index}: ${outcomeOfGo(theirs)}`);
    }
    const accepted = verdicts.filter(({ ok }) => ok).length;
    expect(accepted).toBeGreaterThan(40);
    expect(accepted).toBeLessThan(360);
  });

  it('with any name constraint and any name, are never accepted where Go refuses', async () => {
    const constrained = fc.sample(constraintCase, { numRuns: 400, seed: 20261125 });
    const verdicts = await go.judge(constrained.map(forGo));
    const wrong = constrained.filter(
      (one, index) => judged(one).verdict === 'accepted' && verdicts[index]?.ok !== true,
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
    // Nor is much refused that Go accepts: URIs of a kind that nobody has, and names that cannot be read at all.
    const stricter = constrained.filter(
      (one, index) => judged(one).verdict !== 'accepted' && verdicts[index]?.ok === true,
    );
    expect(stricter.length).toBeLessThan(8);
  });

  it('with a byte or two that are others, and signed all the same, are never accepted where Go refuses', async () => {
    const mutants = fc.sample(mutantCase, { numRuns: 1500, seed: 20261126 });
    const verdicts = await go.judge(mutants.map(forGo));
    const wrong = mutants.filter((one, index) => judged(one).verdict === 'accepted' && verdicts[index]?.ok !== true);
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(verdicts.filter(({ ok }) => ok).length).toBeGreaterThan(500);
  });
});

function isAcceptedBySwarm(one: ChainCase): boolean {
  const { intermediates, roots, now, hostName } = optionsOf(one);
  const purpose = one.usage === 'clientAuth' || one.usage === 'any' ? one.usage : 'serverAuth';
  try {
    const chosen = hostName === undefined ? {} : { hostName };
    return verifyChain(one.leaf.certificate, { intermediates, roots, now, purpose, ...chosen }).length > 0;
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}
