import { l10n } from 'vscode';
import type { RootSight } from '@swarmpki/core/engine/watch';
import { rootWords } from '../words/phrases.ts';

/**
 * A root that nodes trust. A bundle has a digest of its own, which says nothing to people: it is named by its key.
 *
 * @param digest of a bundle, `sha256:…`
 * @param known roots by which it may be named
 */
export function trustName(digest: string | undefined, known: readonly (RootSight | undefined)[]): string {
  if (digest === undefined || digest === '') return rootWords(undefined);
  const root = known.find((each) => each?.digest === digest);
  return root === undefined ? l10n.t('another root') : rootWords(root.issuer);
}
