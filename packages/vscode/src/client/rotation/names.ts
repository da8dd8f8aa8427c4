import { l10n } from 'vscode';
import { keyNameOf } from '@swarmpki/core/commands';
import type { NodeSight, RootSight } from '@swarmpki/core/engine/watch';
import { nameOf } from '../acts/target.ts';
import { harmless } from '../harmless.ts';

/** A node, as far as its name is read. */
export function shownName(node: NodeSight): string {
  return harmless(nameOf(node), 40);
}

/** A root by its key: all of them are called `swarm-ca`. @param issuer SHA-256 of its key, `sha256:…` */
export function rootName(issuer: string | undefined): string {
  return issuer === undefined || issuer === '' ? '—' : harmless(keyNameOf(issuer));
}

/**
 * A root that nodes trust. A bundle has a digest of its own, which says nothing to people: it is named by its key.
 *
 * @param digest of a bundle, `sha256:…`
 * @param known roots by which it may be named
 */
export function trustName(digest: string | undefined, known: readonly (RootSight | undefined)[]): string {
  if (digest === undefined || digest === '') return '—';
  const root = known.find((each) => each?.digest === digest);
  return root === undefined ? l10n.t('another root') : rootName(root.issuer);
}
