import type { Item } from '@swarmpki/core/inspect';
import type { PemFind } from '@swarmpki/core/inspect/document';
import type { Finding, FindingCode, TextRange } from '@swarmpki/core/inspect/report';
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Found, OpenDocument } from '../open-document.ts';
import type { Picture } from '../picture.ts';

/** What is to be acted upon, and what the client can do. */
export interface ActionContext {
  readonly document: OpenDocument;
  readonly picture: Picture;
  /** What the selection touches; of much the first. */
  readonly found: readonly Found[];
  /** On {@link found}. */
  readonly findings: readonly Finding<FindingCode>[];
  /** Commands that the client carries out. */
  readonly commands: ReadonlySet<string>;
  /** The client makes files. */
  readonly createsFiles: boolean;
}

/** A block that stands in the text as it is, so that its lines can be moved and written. */
export interface PlainBlock {
  readonly find: PemFind;
  readonly item: Item;
}

const notPlain: ReadonlySet<string> = new Set(['prefixed', 'escaped', 'base64']);

/** @returns `undefined` for what is no block, holds several things, or is escaped */
export function plainBlock({ find, items: [item, ...others] }: Found): PlainBlock | undefined {
  if (find.kind !== 'pem' || item === undefined || others.length > 0) return undefined;
  return find.wrapping.some((each) => notPlain.has(each)) ? undefined : { find, item };
}

export function edit({ document }: ActionContext, range: TextRange, newText: string): TextEdit {
  return { range: document.range(range), newText };
}

/** An edit of the document itself. No edit ever has the text of a private key, or the secret of a token. */
export function textAction(
  context: ActionContext,
  title: string,
  edits: readonly TextEdit[],
  kind: CodeActionKind = CodeActionKind.QuickFix,
): CodeAction {
  return { title, kind, edit: { changes: { [context.document.uri]: [...edits] } } };
}

/** A block with the rest of its last line, if nothing else stands there. */
export function wholeLines({ document }: ActionContext, { start, end }: TextRange): TextRange {
  const behind = /^[ \t]*(\r\n|\n|\r|$)/.exec(document.textIn({ start: end, end: end + 200 }));
  return { start, end: end + (behind?.[0].length ?? 0) };
}

/** DER as a PEM block (RFC 7468 §2) without a line break at its end. */
export function pemLines(label: string, der: Uint8Array): readonly string[] {
  const base64 = Buffer.from(der).toString('base64');
  return [`-----BEGIN ${label}-----`, ...(base64.match(/.{1,64}/g) ?? []), `-----END ${label}-----`];
}

/** How the document ends its lines. */
export function lineBreak({ document }: ActionContext, { start, end }: TextRange): string {
  return /\r\n|\n|\r/.exec(document.textIn({ start, end: end + 2 }))?.[0] ?? '\n';
}
