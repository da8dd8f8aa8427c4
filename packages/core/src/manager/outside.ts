import { crossSignRoot, generateRoot } from '../ca/root-key.ts';
import { SigningProblem } from '../ca/problem.ts';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { Problem } from '../problem.ts';
import type { Answered, CrossSignedRoot, Need } from '../swarm/needs.ts';
import type { ExternalCas } from './external-cas.ts';

export interface OutsideOptions {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly externalCas: Pick<ExternalCas, 'isReachable' | 'crossSign'>;
  /** Hears why something could not be had; whoever asked is told only that. */
  readonly onFailure: (problem: Problem) => void;
}

/** Finds out, or makes, what a decision of `swarm/` needs from outside. */
export async function fetchNeed(need: Need, options: OutsideOptions): Promise<Answered> {
  switch (need.kind) {
    case 'generated-root':
      return { need, answer: await generateRoot(options.clock, options.entropy) };
    case 'reachable-ca':
      return { need, answer: await options.externalCas.isReachable(need.urls, need.caCert) };
    case 'cross-signed-root':
      return { need, answer: { crossSignedCaCert: await crossSigned(need, options) } };
  }
}

async function crossSigned(need: CrossSignedRoot, options: OutsideOptions): Promise<string | undefined> {
  const { by, caCert, successor } = need;
  try {
    if ('key' in by) return await crossSignRoot(successor.caCert, { caCert, caKey: by.key }, options.clock.now());
    const { caKey } = successor;
    if (caKey === undefined) throw new SigningProblem('failed', 'the key of the new root is needed to ask for it');
    return await options.externalCas.crossSign(by.urls, caCert, { caCert: successor.caCert, caKey });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    options.onFailure(error);
    return undefined;
  }
}
