import { normalisePem } from '../x509/pem.ts';
import type { ExternalCaEntry } from './state.ts';

/**
 * The external CAs that sign for a root (docs/protocol.md §9.4).
 *
 * @param caCert the root: PEM, normalised
 * @param current the root that everybody trusts now: PEM, normalised; an entry that names none means this one
 * @returns their URLs, in order
 */
export function externalCasFor(
  entries: readonly ExternalCaEntry[],
  caCert: string,
  current: string,
): readonly string[] {
  return entries
    .filter((entry) => entry.protocol === 'cfssl' && (normalisePem(entry.caCert) || current) === caCert)
    .map(({ url }) => url);
}

/** Whether two lists say the same. */
export function sameExternalCas(a: readonly ExternalCaEntry[], b: readonly ExternalCaEntry[]): boolean {
  return a.length === b.length && a.every((entry, index) => keyOf(entry) === keyOf(b[index]));
}

function keyOf(entry: ExternalCaEntry | undefined): string {
  if (entry === undefined) return '';
  const { protocol, url, options, caCert } = entry;
  return JSON.stringify([protocol, url, Object.entries(options).toSorted(byName), caCert]);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
