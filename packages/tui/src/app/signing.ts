import { signingCas } from '@swarmpki/core/engine/watch';
import type { CertificateSight } from '@swarmpki/core/engine/watch';
import type { State } from './state.ts';

const nanosecondsOfMs = 1_000_000;
const hour = 3_600_000;
const defaultLife = 2160 * hour;

/** Who signs for nodes: the managers, or an external CA for the root that is wanted, which then signs alone. */
export function signer({ sight }: Pick<State, 'sight'>): 'managers' | 'external' {
  return sight !== undefined && signingCas(sight).length > 0 ? 'external' : 'managers';
}

/** Whether a certificate begins an hour back, as those do that managers sign; others begin when their CA says. */
export function isBackdated({ sight }: Pick<State, 'sight'>, { notBefore, notAfter }: CertificateSight): boolean {
  if (sight?.swarm === undefined || signer({ sight }) === 'external') return false;
  const life = sight.swarm.Spec.CAConfig.NodeCertExpiry / nanosecondsOfMs || defaultLife;
  // Certificates know whole seconds alone.
  return Math.abs(notAfter - notBefore - life - hour) < 1_000;
}
