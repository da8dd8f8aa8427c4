import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LineIndex } from './line-index.ts';

const anyLines = fc
  .array(fc.constantFrom('\r', '\n', '\r\n', 'a', 'bc', '', '\u{1f600}'), { maxLength: 12 })
  .map((parts) => parts.join(''));
const anyChange = fc.record({ at: fc.nat(), length: fc.nat({ max: 5 }), text: anyLines });
const anyPosition = fc.record({ line: fc.nat({ max: 14 }), character: fc.nat({ max: 9 }) });

describe('the lines of a text', () => {
  it('are counted as LSP counts them, after any edits', () => {
    fc.assert(
      fc.property(
        anyLines,
        fc.array(anyChange, { maxLength: 8 }),
        fc.array(anyPosition),
        (start, changes, positions) => {
          let text = start;
          let lines = LineIndex.of(text);
          for (const { at, length, text: inserted } of changes) {
            const from = at % (text.length + 1);
            const change = { start: from, end: Math.min(text.length, from + length) };
            const after = text.slice(0, change.start) + inserted + text.slice(change.end);
            lines = lines.edit(change, inserted.length, (range) => after.slice(range.start, range.end));
            text = after;
          }
          const oracle = TextDocument.create('a', '', 0, text);
          for (let offset = 0; offset <= text.length; offset++) {
            expect(lines.positionAt(offset)).toEqual(oracle.positionAt(offset));
          }
          for (const position of positions) expect(lines.offsetAt(position)).toBe(oracle.offsetAt(position));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('are read near an edit alone', () => {
    const text = 'a line\n'.repeat(10_000);
    const read: string[] = [];
    const edited = `${text.slice(0, 35_000)}!${text.slice(35_000)}`;
    LineIndex.of(text).edit({ start: 35_000, end: 35_000 }, 1, ({ start, end }) => {
      read.push(edited.slice(start, end));
      return edited.slice(start, end);
    });
    expect(read).toEqual(['a line\n!a line\n']);
  });
});
