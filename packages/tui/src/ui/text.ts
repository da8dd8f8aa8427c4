import stringWidth from 'string-width';
import type { Line, Span } from '../theme/line.ts';

/**
 * What does more in a terminal than to stand in its cells: controls, and what turns text round or is not seen. And what
 * takes more cells in one terminal than in another, so that columns behind it would not meet: emoji, marks but those of
 * European letters, what joins with its neighbours, what is newer than many a terminal.
 */
const harmful =
  /[[\p{C}\p{M}\u{2028}\u{2029}\p{Emoji_Presentation}\u{10000}-\u{1ffff}\u0d4e\u0e33\u0eb3\u1100-\u11ff\u2630-\u2637\u268a-\u268f\u2ffc-\u2fff\u3164\u31bb-\u31ef\u4dc0-\u4dff\ua960-\ua97f\ud7b0-\ud7ff\uffa0]--[\u0300-\u036f]]/gv;
/** No more of a text is looked at than could fit: a name may have a megabyte. UTF-16 units for a cell. */
const mostUnitsOfCell = 8;
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
const isPlain = /^[\u0020-\u007e]*$/;

/** A text for one line of the screen. */
export function clean(text: string): string {
  return isPlain.test(text) ? text : text.replace(harmful, '\u{fffd}');
}

/** How many cells a cleaned text takes. */
export function widthOf(text: string): number {
  return isPlain.test(text) ? text.length : stringWidth(text);
}

/** A text cut to so many cells, with `…` where something is missing. */
export function cut(text: string, width: number): string {
  const most = mostUnitsOfCell * Math.max(1, width);
  const safe = clean(text.slice(0, most));
  if (text.length <= most && widthOf(safe) <= width) return safe;
  if (width <= 0) return '';
  let shown = '';
  let used = 0;
  for (const { segment } of segments.segment(safe)) {
    const next = widthOf(segment);
    if (used + next > width - 1) break;
    shown += segment;
    used += next;
  }
  return `${shown}…`;
}

/** A text of exactly so many cells: cut, or filled up with blanks. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + blanks : blanks + shown;
}

/** A line of exactly so many cells. */
export function fitLine(line: Line, width: number): Line {
  const fitted: Span[] = [];
  let left = width;
  for (const span of line) {
    if (left <= 0) break;
    const text = cut(span.text, left);
    fitted.push({ ...span, text });
    left -= widthOf(text);
  }
  if (left > 0) fitted.push({ text: ' '.repeat(left) });
  return fitted;
}

/** How many cells a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(clean(text)), 0);
}

/** Breaks sentences into lines of no more than so many cells; at most so many lines, the last one cut. */
export function wrap(text: string, width: number, most = 100): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of clean(text.slice(0, mostUnitsOfCell * width * most)).split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width || line === '') line = longer;
    else {
      lines.push(cut(line, width));
      line = word;
    }
  }
  lines.push(cut(line, width));
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(lines.slice(most - 1).join(' '), width)];
}
