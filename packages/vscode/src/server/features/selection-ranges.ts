import type { TextRange } from '@swarmpki/core/inspect/report';
import type { Position, SelectionRange } from 'vscode-languageserver';
import type { Found, OpenDocument } from '../open-document.ts';

/** What a selection grows to: a line of base64, the body, the block, all blocks that adjoin it. */
export function selectionRanges(document: OpenDocument, positions: readonly Position[]): readonly SelectionRange[] {
  return positions.map((position) => {
    const at = document.offsetAt(position);
    const [found] = document.foundAt(position);
    const ranges = found === undefined ? [] : growing(document, found, at);
    let selection: SelectionRange = { range: document.range(document.everything) };
    for (const range of ranges.toReversed()) selection = { range: document.range(range), parent: selection };
    return found === undefined ? { range: { start: position, end: position }, parent: selection } : selection;
  });
}

/** From the least to the greatest; each lies in the next. */
function growing(document: OpenDocument, found: Found, at: number): readonly TextRange[] {
  const { find } = found;
  const parts: readonly (TextRange | undefined)[] =
    find.kind === 'pem'
      ? [find.begin, ...find.headers.map(({ range }) => range), lineAt(document, at, find.body), find.body, find.end]
      : find.kind === 'join-token'
        ? [find.version, find.digest, find.secret]
        : [];
  const around = [...parts, find.range, bundleOf(document, found)].filter(
    (range): range is TextRange => range !== undefined && range.start <= at && at <= range.end,
  );
  return around.filter((range, index) => {
    const before = around[index - 1];
    return (
      before === undefined || (range.start <= before.start && range.end >= before.end && size(range) > size(before))
    );
  });
}

function size({ start, end }: TextRange): number {
  return end - start;
}

/** @returns `undefined` outside */
function lineAt(document: OpenDocument, at: number, within: TextRange): TextRange | undefined {
  if (at < within.start || at > within.end) return undefined;
  const { line } = document.positionAt(at);
  const [start, end] = [document.offsetAt({ line, character: 0 }), document.offsetAt({ line: line + 1, character: 0 })];
  const trimmed = document.textIn({ start, end }).trimEnd().length;
  return { start: Math.max(start, within.start), end: Math.min(start + trimmed, within.end) };
}

/** So many blocks before and behind are looked at. */
const mostBlocks = 64;

/** All blocks with nothing but white space between them. */
function bundleOf(document: OpenDocument, { find }: Found): TextRange {
  const around = document.within(find.range, 1)[0] === undefined ? [] : document.all();
  const index = around.findIndex((each) => each.find.range.start === find.range.start);
  let { start, end } = find.range;
  for (const { find: next } of around.slice(index + 1, index + 1 + mostBlocks)) {
    if (next.range.start > end && document.textIn({ start: end, end: next.range.start }).trim() !== '') break;
    end = Math.max(end, next.range.end);
  }
  for (const { find: previous } of around.slice(Math.max(0, index - mostBlocks), Math.max(0, index)).toReversed()) {
    if (previous.range.end < start && document.textIn({ start: previous.range.end, end: start }).trim() !== '') break;
    start = Math.min(start, previous.range.start);
  }
  return { start, end };
}
