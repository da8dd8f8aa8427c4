import { posix, win32 } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Item } from '@swarmpki/core/inspect';
import { printable } from '@swarmpki/core/inspect/report';
import type { ItemIndex } from '@swarmpki/core/inspect/report';
import type { Picture } from './picture.ts';
import { shortName } from './words.ts';

/** So many items are named in a line. */
export const mostNamed = 4;

/** How an item belongs to others. */
interface Related {
  readonly label: string;
  readonly others: readonly ItemIndex[];
  /** What there is to say where nobody else is named. */
  readonly text?: string;
}

export function relationsOf(picture: Picture, index: ItemIndex): readonly Related[] {
  const item = picture.item(index);
  if (item === undefined) return [];
  const named = (label: string, others: readonly ItemIndex[]): readonly Related[] =>
    others.length === 0 ? [] : [{ label, others }];
  switch (item.kind) {
    case 'certificate': {
      const by = picture.issuedBy(index);
      const self = by?.issuers.includes(index) === true;
      return [
        ...(self
          ? [{ label: l10n.t('signed'), others: [], text: l10n.t('by its own key') }]
          : named(l10n.t('issuer'), by?.issuers ?? [])),
        ...named(
          l10n.t('issued'),
          picture.issued(index).filter((other) => other !== index),
        ),
        ...named(l10n.t('key'), picture.companions(index)),
      ];
    }
    case 'request':
    case 'private-key':
    case 'public-key':
      return named(l10n.t('key'), picture.companions(index));
    case 'join-token':
      return named(l10n.t('at hand'), [...new Set(picture.tokenRoots(index).flatMap(({ roots }) => roots))]);
    default:
      return [];
  }
}

/** The same in lines with a label each, of which the place is told as seen from its own document. */
export function relationLines(picture: Picture, index: ItemIndex): readonly (readonly [label: string, text: string])[] {
  const item = picture.item(index);
  if (item === undefined) return [];
  return relationsOf(picture, index).map(({ label, others, text }) => [label, text ?? names(picture, others, item)]);
}

function names(picture: Picture, indices: readonly ItemIndex[], from: Item): string {
  const told = indices.slice(0, mostNamed).map((index) => {
    const item = picture.item(index);
    return item === undefined ? '' : `${shortName(item)}, ${whereabouts(picture, item, from)}`;
  });
  const more = indices.length - told.length;
  return told.join('; ') + (more > 0 ? l10n.t('; and {0} more', more) : '');
}

/** Where an item stands: `line 12`, or `swarm-root-ca.crt, line 1`. */
export function whereabouts(picture: Picture, { place }: Item, from?: Item): string {
  const location = picture.location(place);
  const line =
    place.range === undefined || location === undefined ? undefined : l10n.t('line {0}', location.range.start.line + 1);
  if (from !== undefined && from.place.source === place.source) return line ?? l10n.t('here');
  const file = printable(baseName(place.source), 80);
  return line === undefined ? file : `${file}, ${line}`;
}

function baseName(source: string): string {
  return source.includes('\\') ? win32.basename(source) : posix.basename(source);
}
