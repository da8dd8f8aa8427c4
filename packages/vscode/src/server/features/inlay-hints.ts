import { hash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { certificatePem } from '@swarmpki/core/inspect';
import type { Item } from '@swarmpki/core/inspect';
import type { LiveSwarm } from '@swarmpki/core/inspect/report';
import type { InlayHint, Range } from 'vscode-languageserver';
import type { OpenDocument } from '../open-document.ts';
import { fit, shortName, stateOf } from '../words.ts';

/** VS Code cuts longer ones. */
const longestLabel = 43;
/** An editor asks for what it shows; whoever asks for everything gets this many. */
const mostHints = 1_000;

/** What each block in view is and how long it lasts, behind its BEGIN line. @param now ms since epoch @param swarms those that the client watches */
export function inlayHints(
  document: OpenDocument,
  range: Range,
  now: number,
  swarms: readonly LiveSwarm[] = [],
): readonly InlayHint[] {
  return document.within(document.textRange(range), mostHints).flatMap(({ find, items }): InlayHint[] => {
    const [item] = items;
    // Tokens are words of a line, and would be pushed about.
    if (item === undefined || find.kind === 'join-token' || find.kind === 'unlock-key') return [];
    const at = find.kind === 'pem' ? find.begin.end : find.range.end;
    const state = isRotatedAway(item, swarms) ? l10n.t('rotated away') : stateOf(item, now);
    const more = items.length > 1 ? l10n.t(' and {0} more', items.length - 1) : '';
    const behind = `${state === '' ? '' : ` · ${state}`}${more}`;
    // Of a name its beginning will do; how long it lasts is never cut.
    const label = `${fit(shortName(item), longestLabel - behind.length)}${behind}`;
    return [
      {
        position: document.positionAt(at),
        label: fit(label, longestLabel),
        tooltip: fit(`${shortName(item)}${behind}`, 200),
        paddingLeft: true,
      },
    ];
  });
}

/** Whether it was the root of a swarm, and none has it any more. */
function isRotatedAway(item: Item, swarms: readonly LiveSwarm[]): boolean {
  if (swarms.length === 0 || item.kind !== 'certificate') return false;
  const digest = hash('sha256', certificatePem(item.skim.der));
  return swarms.some(({ formerRoots }) => formerRoots.includes(digest)) && swarms.every(({ root }) => root !== digest);
}
