import { describe, expect, it } from 'vitest';
import { cut, fit, fitLine, lineWidth, widthOf, wrap } from './text.ts';

describe('text for the screen', () => {
  it.each([
    ['worker-1', 8, 'worker-1'],
    ['worker-1', 5, 'work…'],
    ['日本語', 4, '日…'],
    ['a\u001b[31mred', 20, 'a\u{fffd}[31mred'],
    ['\u202eevil', 20, '\u{fffd}evil'],
    ['two\nlines', 20, 'two\u{fffd}lines'],
    ['x', 0, ''],
    ['🇩🇪👍🏽', 20, '\u{fffd}\u{fffd}\u{fffd}\u{fffd}'],
    ['❤️ 1️⃣', 20, '❤\u{fffd} 1\u{fffd}\u{fffd}'],
    ['क्षि', 20, 'क\u{fffd}ष\u{fffd}'],
    ['e\u0301\u0302', 20, 'e\u0301\u0302'],
    ['x'.repeat(2 ** 20), 3, 'xx…'],
    ['e'.padEnd(2 ** 20, '\u0301'), 3, `${'e'.padEnd(24, '\u0301')}…`],
  ])('cuts %j to %i cells', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected);
    expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
  });

  it.each(['', 'a', '日本語', 'é'.normalize('NFD'), '👩‍👩‍👧 family', '\u0000\u0007', 'x'.repeat(50)])(
    'fits %j into exactly ten cells',
    (text) => {
      expect(widthOf(fit(text, 10))).toBe(10);
      expect(widthOf(fit(text, 10, 'right'))).toBe(10);
      expect(lineWidth(fitLine([{ text }, { text: 'more', tone: 'bad' }], 10))).toBe(10);
    },
  );

  it('breaks sentences between words, and cuts a word that is longer than a line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij kl', 5)).toEqual(['abcd…', 'kl']);
    expect(wrap('one two three four', 7, 2)).toEqual(['one two', 'three …']);
  });
});
