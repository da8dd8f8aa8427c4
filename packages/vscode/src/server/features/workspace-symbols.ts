import { hash } from 'node:crypto';
import type { Item } from '@swarmpki/core/inspect';
import { keyName } from '@swarmpki/core/inspect/report';
import type { SymbolInformation } from 'vscode-languageserver';
import type { Picture } from '../picture.ts';
import { fit, shortName, stateOf } from '../words.ts';
import { symbolKindOf } from './symbols.ts';

const mostSymbols = 200;
/** From so many characters on a query may be the beginning of a fingerprint. */
const leastOfFingerprint = 4;

/** Finds certificates, keys and tokens by name, by the name of their key, or by the beginning of a fingerprint. */
export function workspaceSymbols(picture: Picture, query: string): readonly SymbolInformation[] {
  const wanted = query.trim().toLowerCase();
  const digest = wanted.replaceAll(':', '');
  const isDigest = /^[\da-f]+$/.test(digest) && digest.length >= leastOfFingerprint;
  const symbols: SymbolInformation[] = [];
  for (const item of picture.report.items) {
    if (symbols.length >= mostSymbols) break;
    const state = stateOf(item, picture.report.now);
    const name = `${shortName(item)}${state === '' ? '' : ` · ${state}`}`;
    if (
      !nameOf(item).toLowerCase().includes(wanted) &&
      !(isDigest && digestsOf(item).some((each) => each.startsWith(digest)))
    ) {
      continue;
    }
    const location = picture.location(item.place);
    if (location !== undefined) symbols.push({ name: fit(name, 100), kind: symbolKindOf(item), location });
  }
  return symbols;
}

/** All of it, though {@link shortName} be cut. */
function nameOf(item: Item): string {
  return item.kind === 'certificate'
    ? `${shortName(item)} ${Buffer.from(item.skim.subject).toString('latin1')}`
    : shortName(item);
}

function digestsOf(item: Item): readonly string[] {
  switch (item.kind) {
    case 'certificate':
      return [hash('sha256', item.skim.der, 'hex'), keyName(item.skim.spki)];
    case 'request':
    case 'public-key':
      return [keyName(item.spki)];
    case 'private-key':
      return item.spki === undefined ? [] : [keyName(item.spki)];
    case 'join-token':
      return 'digest' in item.token ? [item.token.digest] : [];
    default:
      return [];
  }
}
