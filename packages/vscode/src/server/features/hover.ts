import * as l10n from '@vscode/l10n';
import type { Item } from '@swarmpki/core/inspect';
import type { TokenFind, UnlockKeyFind } from '@swarmpki/core/inspect/document';
import type { ItemIndex, TextRange } from '@swarmpki/core/inspect/report';
import { MarkupKind } from 'vscode-languageserver';
import type { Hover, Position } from 'vscode-languageserver';
import { escaped, fenced } from '../../shared/markdown.ts';
import type { OpenDocument } from '../open-document.ts';
import { describe } from '../people.ts';
import type { Picture } from '../picture.ts';
import { relationLines } from '../relations.ts';

/** A value in base64 may hold many things; so many are shown. */
const mostItems = 3;
const longestLine = 300;

/** How a hover is written. */
export interface HoverOptions {
  /** ms since epoch */
  readonly now: number;
  /** Whether the client shows markdown; others get the same as plain text. */
  readonly markdown: boolean;
}

/**
 * What a block or a part of a token is, and what it belongs to. Nothing secret. What is wrong with it editors show beside,
 * as diagnostics.
 */
export async function hover(
  document: OpenDocument,
  picture: Picture,
  position: Position,
  options: HoverOptions,
): Promise<Hover | null> {
  const [found, ...others] = document.foundAt(position);
  if (found === undefined) return null;
  const { find } = found;
  const isToken = find.kind === 'join-token' || find.kind === 'unlock-key';
  const part = isToken ? partAt(find, document.offsetAt(position)) : undefined;
  const items = [found, ...others].flatMap((each) => each.items);
  const start = picture.indexOf(found.raw);
  const blocks: string[] = part === undefined ? [] : [plainOrEscaped(part.text, options)];
  for (const [at, item] of items.slice(0, mostItems).entries()) {
    blocks.push(await block(picture, item, start === undefined ? undefined : start + at, options));
  }
  if (items.length > mostItems) blocks.push(l10n.t('{0} more stand here.', items.length - mostItems));
  if (blocks.length === 0) return null;
  return {
    contents: { kind: options.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: blocks.join('\n\n') },
    range: document.range(part?.range ?? find.range),
  };
}

async function block(
  picture: Picture,
  item: Item,
  index: ItemIndex | undefined,
  { now, markdown }: HoverOptions,
): Promise<string> {
  const { lines } = await describe(item, now);
  const related = index === undefined ? [] : relationLines(picture, index);
  const all = [...lines, ...related.map(([label, text]) => `  ${label.padEnd(10)}${text}`)];
  const shown = all.map((line) => line.slice(0, longestLine));
  return markdown ? fenced(shown) : shown.join('\n');
}

interface Part {
  readonly range: TextRange;
  readonly text: string;
}

function partAt(find: TokenFind | UnlockKeyFind, at: number): Part | undefined {
  const parts: readonly (Part | undefined)[] =
    find.kind === 'unlock-key'
      ? [
          partOf(
            find.secret,
            l10n.t('The secret of an unlock key: with it and a manager’s disk all of the swarm’s secrets can be read.'),
          ),
        ]
      : [
          partOf(find.version, l10n.t('The version of a join token: 2 if the swarm demands FIPS, else 1.')),
          partOf(
            find.digest,
            l10n.t('The SHA-256 of the swarm’s root: a node compares it with the root that it is served.'),
          ),
          partOf(find.secret, l10n.t('The secret of a join token: whoever has it can join the swarm.')),
        ];
  return parts.find((part) => part !== undefined && part.range.start <= at && at <= part.range.end);
}

function partOf(range: TextRange | undefined, text: string): Part | undefined {
  return range && { range, text };
}

function plainOrEscaped(text: string, { markdown }: HoverOptions): string {
  return markdown ? escaped(text) : text;
}
