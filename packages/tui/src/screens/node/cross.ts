import { rootsOf } from '@swarmpki/core/engine/watch';
import type { State } from '../../app/state.ts';
import type { Own } from './own.ts';

/**
 * Whose key a cross-signed certificate is that a node sends behind its own: that of the root on its way in, of the one that
 * the swarm trusts by now, or of neither, since its rotation was given up or replaced.
 */
export type Cross = 'coming' | 'trusted' | 'neither' | 'not-known';

/** @returns `undefined` where it sends none */
export function crossOf({ sight }: State, { chain }: Own): Cross | undefined {
  const last = chain.at(-1)?.description;
  if (last?.swarm?.role !== 'ca') return undefined;
  const roots = sight && rootsOf(sight);
  if (roots === undefined) return 'not-known';
  const key = `sha256:${last.publicKey.sha256}`;
  if (key === roots.coming?.issuer) return 'coming';
  return key === roots.trusted.issuer ? 'trusted' : 'neither';
}
