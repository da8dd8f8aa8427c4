import type { TextRange } from '@swarmpki/core/inspect/report';
import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { Range, SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import type { Found, OpenDocument } from '../open-document.ts';

/** Names that every theme has colours for. */
const types = ['keyword', 'number', 'string', 'regexp', 'property'] as const;
/** `deprecated` is what has expired; themes strike it through. */
const modifiers = ['deprecated', 'readonly'] as const;

type TokenType = (typeof types)[number];

export const legend: SemanticTokensLegend = { tokenTypes: [...types], tokenModifiers: [...modifiers] };

/** Markers and headers of blocks, and the parts of tokens; base64 stays as it is. @param now ms since epoch */
export function semanticTokens(document: OpenDocument, range: Range | undefined, now: number): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const found = range === undefined ? document.all() : document.within(document.textRange(range));
  let end = 0;
  for (const each of found) {
    for (const [part, type, modified] of partsOf(each, now)) {
      const { start, end: last } = document.range(part);
      // Tokens do not overlap, and have no line breaks in them.
      if (part.start < end || last.line !== start.line || part.end === part.start) continue;
      end = part.end;
      builder.push(start.line, start.character, part.end - part.start, types.indexOf(type), modified ? 1 : 0);
    }
  }
  return builder.build();
}

type Part = readonly [range: TextRange, type: TokenType, deprecated: boolean];

function partsOf({ find, items }: Found, now: number): readonly Part[] {
  if (find.kind === 'pem') {
    if (find.wrapping.includes('base64')) return [];
    const expired = items.some((item) => item.kind === 'certificate' && now > item.skim.notAfter);
    return [
      [find.begin, 'keyword', expired],
      ...find.headers.map(({ range }): Part => [range, 'property', false]),
      ...(find.end === undefined ? [] : [[find.end, 'keyword', expired] as const]),
    ];
  }
  if (find.kind !== 'join-token') return [];
  const part = (range: TextRange | undefined, type: TokenType): readonly Part[] =>
    range === undefined ? [] : [[range, type, false]];
  return [...part(find.version, 'number'), ...part(find.digest, 'string'), ...part(find.secret, 'regexp')];
}
