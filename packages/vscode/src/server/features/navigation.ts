import type { ItemIndex } from '@swarmpki/core/inspect/report';
import type { Location, Position } from 'vscode-languageserver';
import type { OpenDocument } from '../open-document.ts';
import type { Picture } from '../picture.ts';

/** So many places are shown for one. */
const mostPlaces = 200;

/** From a certificate to whoever issued it, from a key or request to its certificate, from a token to its root. */
export function definition(document: OpenDocument, picture: Picture, position: Position): readonly Location[] {
  return locations(picture, document, position, (index) => {
    const item = picture.item(index);
    switch (item?.kind) {
      case 'certificate':
        return picture.issuedBy(index)?.issuers ?? [];
      case 'join-token':
        return picture.tokenRoots(index).flatMap(({ roots }) => roots);
      default:
        return certificatesAmong(picture, picture.companions(index));
    }
  });
}

/** From a certificate to what it has issued, and to all that has its key; of a root to its tokens as well. */
export function references(document: OpenDocument, picture: Picture, position: Position): readonly Location[] {
  return locations(picture, document, position, (index) => [
    ...picture.issued(index).filter((other) => other !== index),
    ...picture.companions(index),
    ...tokensOf(picture, index),
  ]);
}

function locations(
  picture: Picture,
  document: OpenDocument,
  position: Position,
  others: (index: ItemIndex) => readonly ItemIndex[],
): readonly Location[] {
  const found = document.foundAt(position);
  const indices = new Set(
    found.flatMap(({ raw, items }) => {
      const start = picture.indexOf(raw);
      return start === undefined ? [] : items.flatMap((_, at) => others(start + at));
    }),
  );
  return [...indices].slice(0, mostPlaces).flatMap((index) => {
    const item = picture.item(index);
    const location = item && picture.location(item.place);
    return location === undefined ? [] : [location];
  });
}

function certificatesAmong(picture: Picture, indices: readonly ItemIndex[]): readonly ItemIndex[] {
  return indices.filter((index) => picture.item(index)?.kind === 'certificate');
}

function tokensOf(picture: Picture, root: ItemIndex): readonly ItemIndex[] {
  if (picture.item(root)?.kind !== 'certificate') return [];
  return picture.report.items.flatMap((item, index) =>
    item.kind === 'join-token' && picture.tokenRoots(index).some(({ roots }) => roots.includes(root)) ? [index] : [],
  );
}
