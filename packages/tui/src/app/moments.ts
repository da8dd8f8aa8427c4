import { swarmTime } from '@swarmpki/core/engine/rotation';
import { rootsOf, wantedIssuer as issuerWantedBy } from '@swarmpki/core/engine/watch';
import { rootName } from './names.ts';
import type { State } from './state.ts';

/** The time by which certificates are judged: lab time in a lab, else this machine's. ms since epoch */
export function swarmNow({ sight, now }: State): number {
  return swarmTime(sight, now);
}

/** The key that all certificates are to be signed by: during a rotation the new root's. `sha256:…` of its SubjectPublicKeyInfo */
export function wantedIssuer({ sight }: State): string | undefined {
  const roots = sight && rootsOf(sight);
  return roots && issuerWantedBy(roots);
}

/**
 * The name of a root that a node trusts. A bundle has a digest of its own, which says nothing to people: it is named by its
 * key, as issuers are.
 *
 * @param digest of a bundle, `sha256:…`
 */
export function trustName({ sight }: State, digest: string | undefined): string {
  if (digest === undefined || digest === '') return '—';
  const { trusted, coming } = (sight && rootsOf(sight)) ?? {};
  const known = [trusted, coming].find((root) => root?.digest === digest);
  return known === undefined ? 'another' : rootName(known.issuer);
}
