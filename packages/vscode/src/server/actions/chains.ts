import * as l10n from '@vscode/l10n';
import type { CertificateItem } from '@swarmpki/core/inspect';
import type { TextRange } from '@swarmpki/core/inspect/report';
import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, TextDocumentEdit, CreateFile } from 'vscode-languageserver';
import { pathOf } from '../names.ts';
import { edit, lineBreak, pemLines, plainBlock, textAction, wholeLines } from './context.ts';
import type { ActionContext } from './context.ts';

/** So many files are made of a bundle at once. */
const mostFiles = 32;

/** The certificates of a bundle in the order of its chain. What stands between them, keys too, stays where it is. */
export function orderChain(context: ActionContext): readonly CodeAction[] {
  const { document, picture, findings } = context;
  if (!findings.some(({ code }) => code === 'chain-out-of-order')) return [];
  const bundle = picture.report.relations.find(
    (relation) => relation.kind === 'bundle' && relation.source === document.name,
  );
  if (bundle?.kind !== 'bundle') return [];
  const wanted = bundle.order.flatMap((index) => picture.item(index)?.find ?? []);
  const stated = wanted.toSorted((a, b) => a.range.start - b.range.start);
  const isPlain = new Set(document.all().flatMap((found) => plainBlock(found)?.find ?? []));
  if (wanted.length !== bundle.order.length || !wanted.every((find) => find.kind === 'pem' && isPlain.has(find)))
    return [];
  const edits = stated.flatMap(({ range }, at) => {
    const other = wanted[at];
    return other === undefined || other.range.start === range.start
      ? []
      : [edit(context, range, document.textIn(other.range))];
  });
  return [{ ...textAction(context, l10n.t('Put the chain in order'), edits), isPreferred: true }];
}

/** Drops what need not be there. */
export function dropBlocks(context: ActionContext): readonly CodeAction[] {
  return context.found.flatMap((found) => {
    const block = plainBlock(found);
    if (block?.item.kind !== 'certificate') return [];
    const { range } = block.find;
    return context.findings.flatMap(({ code, place }): readonly CodeAction[] => {
      if (code !== 'needless-root' && code !== 'certificate-twice') return [];
      if (place.range?.start !== range.start) return [];
      const title = code === 'needless-root' ? l10n.t('Leave the root out') : l10n.t('Remove this copy');
      return [textAction(context, title, [edit(context, wholeLines(context, range), '')])];
    });
  });
}

/** Puts the intermediate that lies in another file behind its leaf. */
export function joinBundle(context: ActionContext): readonly CodeAction[] {
  const { picture } = context;
  return context.findings.flatMap(({ code, place, related: [other] = [] }): readonly CodeAction[] => {
    const leaf = context.found.map(plainBlock).find((block) => block?.find.range.start === place.range?.start);
    if (code !== 'missing-intermediate' || other === undefined || leaf === undefined) return [];
    const issuer = picture.report.items.find(
      (item): item is CertificateItem =>
        item.kind === 'certificate' &&
        item.place.source === other.source &&
        item.place.range?.start === other.range?.start,
    );
    if (issuer === undefined) return [];
    const end = wholeLines(context, leaf.find.range).end;
    const br = lineBreak(context, leaf.find.range);
    const before = end === leaf.find.range.end ? br : '';
    const text = `${before}${pemLines('CERTIFICATE', issuer.skim.der).join(br)}${br}`;
    return [textAction(context, l10n.t('Put its issuer behind it'), [edit(context, { start: end, end }, text)])];
  });
}

/** Each certificate of a bundle into a file of its own, beside it. */
export function splitBundle(context: ActionContext): readonly CodeAction[] {
  const { document, createsFiles, found } = context;
  if (!createsFiles || pathOf(document.uri) === undefined || found.length === 0) return [];
  const certificates: TextRange[] = [];
  for (const each of document.within(document.everything, mostFiles * 2)) {
    const block = plainBlock(each);
    if (block?.item.kind === 'certificate') certificates.push(block.find.range);
  }
  if (certificates.length < 2 || certificates.length > mostFiles) return [];
  const documentChanges = certificates.flatMap((range, at): (CreateFile | TextDocumentEdit)[] => {
    const uri = numbered(document.uri, at + 1);
    const text = `${document.textIn(range)}${lineBreak(context, range)}`;
    return [
      { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
      { textDocument: { uri, version: null }, edits: [{ range: start, newText: text }] },
    ];
  });
  return [
    {
      title: l10n.t('Split into {0} files', certificates.length),
      kind: CodeActionKind.RefactorRewrite,
      edit: { documentChanges },
    },
  ];
}

const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** `bundle.pem` becomes `bundle-1.pem`. */
function numbered(uri: string, number: number): string {
  const [, stem = uri, extension = ''] = /^(.*[^/])(\.[^./]+)$/.exec(uri) ?? [];
  return `${stem}-${number}${extension}`;
}
