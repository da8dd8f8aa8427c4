import * as l10n from '@vscode/l10n';
import type { Item } from '@swarmpki/core/inspect';
import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction } from 'vscode-languageserver';
import { edit, lineBreak, pemLines, plainBlock, textAction } from './context.ts';
import type { ActionContext, PlainBlock } from './context.ts';

/** Writes blocks anew whose text is damaged, though all of their contents can be read. */
export function rewrap(context: ActionContext): readonly CodeAction[] {
  return context.found.flatMap((found) => {
    const block = plainBlock(found);
    const der = block && derOf(block.item);
    if (block === undefined || der === undefined) return [];
    const { find, item } = block;
    const { range } = find;
    const { character } = context.document.positionAt(range.start);
    const before = context.document.textIn({ start: range.start - character, end: range.start });
    const indent = /^[ \t]*$/.test(before) ? before : '';
    const br = lineBreak(context, range);
    const text = pemLines(find.label, der).join(`${br}${indent}`);
    if (text === context.document.textIn(range)) return [];
    const isBroken = find.damage.length > 0 || (item.trailing ?? 0) > 0;
    return [
      textAction(
        context,
        isBroken ? l10n.t('Write the block anew') : l10n.t('Wrap the block after 64 characters'),
        [edit(context, range, text)],
        isBroken ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite,
      ),
    ];
  });
}

/** The bytes of what is not secret; of a certificate without what follows it. */
function derOf(item: Item): Uint8Array | undefined {
  switch (item.kind) {
    case 'certificate':
      return item.find?.kind === 'pem' && item.find.label === 'TRUSTED CERTIFICATE' ? item.find.der : item.skim.der;
    case 'request':
    case 'revocation-list':
    case 'pkcs7':
      return item.der;
    case 'public-key':
      return item.find?.kind === 'pem' ? item.find.der : undefined;
    default:
      return undefined;
  }
}

/** Mends BEGIN and END lines alone; so of keys too, of which no byte is touched. */
export function mendMarkers(context: ActionContext): readonly CodeAction[] {
  return context.found.flatMap((found) => {
    const block = plainBlock(found);
    if (block === undefined) return [];
    const { properLabel } = block.item;
    if (properLabel !== undefined) return [withLabel(context, block, properLabel, l10n.t('Call it {0}', properLabel))];
    const isDamaged = block.find.damage.some(({ code }) => code === 'labels-differ' || code === 'marker');
    return isDamaged ? [withLabel(context, block, block.find.label, l10n.t('Mend the BEGIN and END lines'))] : [];
  });
}

function withLabel(context: ActionContext, { find }: PlainBlock, label: string, title: string): CodeAction {
  const end = find.end === undefined ? [] : [edit(context, find.end, `-----END ${label}-----`)];
  return textAction(context, title, [edit(context, find.begin, `-----BEGIN ${label}-----`), ...end]);
}
