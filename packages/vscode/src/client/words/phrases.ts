import { l10n } from 'vscode';
import { keyNameOf } from '@swarmpki/core/commands';
import { spanUnit } from '@swarmpki/core/inspect/report';
import { harmless } from './harmless.ts';

const separator = ' · ';
/** What is said where nothing is known. */
const unknown = '—';

/** So long a name is, characters. */
const longestName = 60;

export function nameWords(name: string): string {
  return harmless(name, longestName);
}

/** What a root is called: by its key, as everywhere. @param digest `sha256:…` */
export function rootWords(digest: string | undefined): string {
  return digest === undefined || digest === '' ? unknown : harmless(keyNameOf(digest));
}

/** `81 days`, rounded down. @param ms not negative */
export function spanWords(ms: number): string {
  const unit = spanUnit(ms);
  const count = Math.floor(ms / unit);
  if (unit >= year) return l10n.t('{0} years', count);
  if (unit >= day) return count === 1 ? l10n.t('1 day') : l10n.t('{0} days', count);
  if (unit >= hour) return count === 1 ? l10n.t('1 hour') : l10n.t('{0} hours', count);
  if (count === 0) return l10n.t('less than a minute');
  return count === 1 ? l10n.t('1 minute') : l10n.t('{0} minutes', count);
}

const hour = 3_600_000;
const day = 24 * hour;
const year = 365 * day;

/** How long {@link spanWords} of something that passes says the same, ms. */
export function spanHolds(ms: number): number {
  return (ms % spanUnit(ms)) + 1;
}

/** How many things are wrong; nothing where none is. */
export function problemCount(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', count);
}

export function nodeCount(count: number): string {
  return count === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', count);
}

/** A list in a row: what is not there leaves no gap. */
export function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** The same for who hears it: no sign of ours is read out. */
export function spokenOf(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .join(', ')
    .replaceAll(separator, ', ');
}
