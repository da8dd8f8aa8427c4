import { FoldingRangeKind } from 'vscode-languageserver';
import type { FoldingRange } from 'vscode-languageserver';
import type { OpenDocument } from '../open-document.ts';

/** Each block that has lines of its own, from its BEGIN line to its END line. */
export function foldingRanges(document: OpenDocument): readonly FoldingRange[] {
  return document.all().flatMap(({ find }, index, all): FoldingRange[] => {
    // Several in one value of base64 have one range.
    if (all[index - 1]?.find.range.start === find.range.start) return [];
    const { start, end } = document.range(find.range);
    return end.line > start.line ? [{ startLine: start.line, endLine: end.line, kind: FoldingRangeKind.Region }] : [];
  });
}
