import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEdit, anyText } from '../../../core/src/inspect/testing/texts.ts';
import { day, noon, opened, smallSwarm } from '../testing/documents.ts';
import { inlayHints } from './features/inlay-hints.ts';
import { OpenDocument } from './open-document.ts';

describe('an open document', async () => {
  const { leaf, root } = await smallSwarm();

  it('keeps what an edit does not touch, and knows where it is now', () => {
    const { document } = opened(leaf + root);
    const [before, behind] = document.all();
    document.change([{ range: { start: document.positionAt(0), end: document.positionAt(0) }, text: 'a line\n' }], 2);
    const [first, second] = document.all();
    expect(first?.raw).toBe(before?.raw);
    expect(second?.raw).toBe(behind?.raw);
    expect(first?.find.range.start).toBe(7);
    expect(first?.items[0]?.place.range).toEqual(first?.find.range);
    expect(document.version).toBe(2);
  });

  it('takes several changes at once, each as it stands after the one before', () => {
    const document = new OpenDocument('untitled:a', 'one\ntwo\n');
    document.change(
      [
        { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } }, text: 'three\nfour' },
        { range: { start: { line: 2, character: 4 }, end: { line: 2, character: 4 } }, text: '!' },
        // Beyond the text, and the wrong way round.
        { range: { start: { line: 9, character: 9 }, end: { line: 3, character: 0 } }, text: 'end' },
      ],
      5,
    );
    expect(document.text).toBe('one\nthree\nfour!\nend');
    document.change([{ text: leaf }], 6);
    expect(document.all()).toHaveLength(1);
  });

  it('is read as far as its bounds go', () => {
    const document = new OpenDocument('untitled:a', leaf + root, 1, { text: 1e6, block: 1e5, finds: 1 });
    expect(document.all()).toHaveLength(1);
    expect(document.cut).toMatchObject({ why: 'too-many-finds' });
  });

  it('is after any edits as if it were opened anew', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyEdit, { minLength: 1, maxLength: 6 }), (text, edits) => {
        const document = new OpenDocument('untitled:a', text);
        for (const [index, { at, length, text: written }] of edits.entries()) {
          const start = at % (document.text.length + 1);
          const range = document.range({ start, end: Math.min(document.text.length, start + length) });
          document.all();
          document.change([{ range, text: written }], index + 1);
        }
        const anew = new OpenDocument('untitled:a', document.text);
        expect(document.all().map(({ find }) => find)).toEqual(anew.all().map(({ find }) => find));
        expect(document.all().flatMap(({ items }) => items.map(({ place }) => place))).toEqual(
          anew.all().flatMap(({ items }) => items.map(({ place }) => place)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('shows an editor what is in view alone', () => {
    const { document } = opened(leaf.repeat(30));
    const lines = leaf.split('\n').length - 1;
    const view = { start: { line: 10 * lines, character: 0 }, end: { line: 12 * lines - 1, character: 0 } };
    const hints = inlayHints(document, view, noon - day);
    expect(hints.map(({ position }) => position.line)).toEqual([10 * lines, 11 * lines]);
  });
});
