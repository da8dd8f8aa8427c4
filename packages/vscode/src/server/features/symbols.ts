import type { Item } from '@swarmpki/core/inspect';
import { SymbolKind } from 'vscode-languageserver';
import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver';
import type { Found, OpenDocument } from '../open-document.ts';
import { fit, shortName, stateOf } from '../words.ts';

const longestName = 80;

/** The outline: what stands in a document, in its order; what a container holds lies below it. @param now ms since epoch */
export function documentSymbols(document: OpenDocument, now: number): readonly DocumentSymbol[] {
  return document.all().flatMap((found) => {
    const [first, ...others] = found.items.map((item) => symbolOf(document, found, item, now));
    if (first === undefined) return [];
    return others.length === 0 ? [first] : [{ ...first, children: others }];
  });
}

function symbolOf(document: OpenDocument, { find }: Found, item: Item, now: number): DocumentSymbol {
  const range = document.range(find.range);
  return {
    name: fit(shortName(item), longestName),
    detail: stateOf(item, now),
    kind: symbolKindOf(item),
    range,
    selectionRange: find.kind === 'pem' ? document.range(find.begin) : range,
  };
}

/** The same for clients that know no tree. */
export function flatSymbols(document: OpenDocument, now: number): readonly SymbolInformation[] {
  return documentSymbols(document, now)
    .flatMap((symbol) => [symbol, ...(symbol.children ?? [])])
    .map(({ name, detail, kind, range }) => ({
      name: detail === undefined || detail === '' ? name : `${name} · ${detail}`,
      kind,
      location: { uri: document.uri, range },
    }));
}

/** The nearest of what editors have icons for. */
export function symbolKindOf({ kind }: Item): SymbolKind {
  switch (kind) {
    case 'certificate':
      return SymbolKind.Class;
    case 'request':
      return SymbolKind.Interface;
    case 'private-key':
    case 'public-key':
    case 'join-token':
    case 'unlock-key':
      return SymbolKind.Key;
    case 'revocation-list':
      return SymbolKind.Array;
    case 'pkcs7':
    case 'pkcs12':
      return SymbolKind.Package;
    case 'unreadable':
      return SymbolKind.Null;
  }
}
