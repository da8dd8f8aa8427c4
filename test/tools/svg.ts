import type { Cell, Grid } from './grid.ts';

/** Cells of a terminal's font, px, and how its letters stand in them. */
const [cellWidth, cellHeight, fontSize, baseline] = [8, 17, 13.3, 12.6];
const padding = 12;

const paper = '#11151c';
const ink = '#d5dae3';
/** The sixteen colours that have names; themes use no others of the 256. */
const named = [
  '#1b2029',
  '#e5626b',
  '#7fc27c',
  '#dcae5a',
  '#6ba4e8',
  '#c587d8',
  '#5fbfc4',
  '#d5dae3',
  '#7d8797',
  '#f27b83',
  '#97d694',
  '#f0c674',
  '#8cbcf5',
  '#d8a1e8',
  '#7ad6da',
  '#ffffff',
];

type Colour = Cell['foreground'];

function paint(colour: Colour, otherwise: string): string {
  return typeof colour === 'number' ? (named[colour] ?? otherwise) : (colour ?? otherwise);
}

interface Look {
  readonly foreground: string;
  readonly background: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

function lookOf({ foreground, background, inverse, bold, dim }: Cell): Look {
  const [front, back] = [paint(foreground, ink), paint(background, paper)];
  return { foreground: inverse ? back : front, background: inverse ? front : back, bold, dim };
}

/** Lines that have to meet those of their neighbours: as paths, for letters leave gaps. By where they begin and end, in halves of a cell. */
const strokes: Readonly<Record<string, string>> = {
  '─': 'M0 1H2',
  '│': 'M1 0V2',
  '╭': 'M2 1H1.6Q1 1 1 1.4V2',
  '╮': 'M0 1H.4Q1 1 1 1.4V2',
  '╰': 'M1 0V.6Q1 1 1.6 1H2',
  '╯': 'M1 0V.6Q1 1 .4 1H0',
  '├': 'M1 0V2M1 1H2',
  '┤': 'M1 0V2M0 1H1',
  '└': 'M1 0V1H2',
  '┃': 'M1 0V2',
  '═': 'M0 .8H2M0 1.2H2',
};
/** Bars are rather too thick than too thin. */
const thick: Readonly<Record<string, string>> = { '━': 'M0 1H2', '╌': 'M.2 1H.9M1.1 1H1.8' };

/** A picture of a terminal: the same grid always makes the same bytes. */
export function svgOf(grid: Grid): string {
  return document(grid, sheet() + contents(grid));
}

/** Several, one after the other, without end. @param seconds each of them is shown */
export function animatedSvgOf(grids: readonly Grid[], seconds: readonly number[]): string {
  const [first] = grids;
  if (first === undefined) throw new Error('there is nothing to be shown');
  const all = seconds.reduce((sum, one) => sum + one, 0);
  let from = 0;
  const rules = grids.map((_, at) => {
    const [begin, end] = [from / all, (from + (seconds[at] ?? 0)) / all].map((part) => `${(part * 100).toFixed(3)}%`);
    from += seconds[at] ?? 0;
    const hidden = at === 0 ? '' : `0%{visibility:hidden}`;
    return `@keyframes f${at}{${hidden}${begin}{visibility:visible}${end},100%{visibility:hidden}}.f${at}{animation:f${at} ${all}s steps(1,end) infinite}`;
  });
  // Without animation the last of them is seen.
  const frames = grids.map((grid, at) => {
    const hidden = at === grids.length - 1 ? '' : ' visibility="hidden"';
    return `<g class="f${at}"${hidden}>${sheet()}${contents(grid)}</g>`;
  });
  return document(first, `<style>${rules.join('')}</style>${frames.join('\n')}`);
}

function document({ columns, rows }: Grid, inner: string): string {
  const [width, height] = [columns * cellWidth + 2 * padding, rows.length * cellHeight + 2 * padding];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${fontSize}">${inner}</svg>\n`;
}

function sheet(): string {
  return `<rect width="100%" height="100%" rx="8" fill="${paper}"/>`;
}

function contents({ rows }: Grid): string {
  return rows.map((cells, row) => rowOf(cells, padding + row * cellHeight)).join('');
}

function rowOf(cells: readonly Cell[], top: number): string {
  return `${backs(cells, top)}${lines(cells, top)}${words(cells, top)}`;
}

const x = (column: number): number => padding + column * cellWidth;

/** What lies behind the letters. */
function backs(cells: readonly Cell[], top: number): string {
  let out = '';
  for (const [from, to] of runs(cells, (cell) => lookOf(cell).background)) {
    const fill = lookOf(cells[from] ?? blank).background;
    if (fill !== paper)
      out += `<rect x="${x(from)}" y="${top}" width="${(to - from) * cellWidth}" height="${cellHeight}" fill="${fill}"/>`;
  }
  return out;
}

/** Frames and bars. */
function lines(cells: readonly Cell[], top: number): string {
  let out = '';
  for (const [from, to] of runs(
    cells,
    (cell) => `${cell.text in strokes ? 1 : cell.text in thick ? 2 : 0} ${JSON.stringify(lookOf(cell))}`,
  )) {
    const first = cells[from] ?? blank;
    const isThick = first.text in thick;
    if (!isThick && !(first.text in strokes)) continue;
    const paths = runs(cells.slice(from, to), ({ text }) => text).map(([begin, end]) =>
      pathOf(cells.slice(from + begin, from + end), x(from + begin), top),
    );
    const { foreground, dim } = lookOf(first);
    out += `<path d="${paths.join('')}" fill="none" stroke="${foreground}" stroke-width="${isThick ? 4 : 1}"${dim ? ' opacity=".6"' : ''}/>`;
  }
  return out;
}

/** Of the same sign again and again. Straight lines that go on into the next cell are one. */
function pathOf(cells: readonly Cell[], left: number, top: number): string {
  const [first = blank] = cells;
  if (first.text === '─' || first.text === '━') return placed(`M0 1H${2 * cells.length}`, left, top);
  const path = strokes[first.text] ?? thick[first.text] ?? '';
  return cells.map((_, at) => placed(path, left + at * cellWidth, top)).join('');
}

/** A path in halves of a cell, at its place. */
function placed(path: string, left: number, top: number): string {
  const number = (value: number): string => String(Math.round(value * 10) / 10);
  const across = (value: string): string => number(left + Number(value) * (cellWidth / 2));
  const down = (value: string): string => number(top + Number(value) * (cellHeight / 2));
  return path.replaceAll(/([MHVQ])([^MHVQ]+)/g, (_, kind: string, given: string) => {
    const values = given.trim().split(/ +/);
    if (kind === 'H') return `H${across(values[0] ?? '')}`;
    if (kind === 'V') return `V${down(values[0] ?? '')}`;
    return kind + values.map((value, at) => (at % 2 === 0 ? across(value) : down(value))).join(' ');
  });
}

/** One text a word: blanks would be collapsed, and each word keeps its width whatever font there is. */
function words(cells: readonly Cell[], top: number): string {
  let out = '';
  const kind = (cell: Cell): string => {
    const isLetter = cell.text.trim() !== '' && !(cell.text in strokes) && !(cell.text in thick);
    const { foreground, bold, dim } = lookOf(cell);
    // The second half of what is two cells wide belongs to the first.
    return isLetter || cell.text === '' ? `${foreground} ${bold} ${dim}` : '';
  };
  for (const [from, to] of runs(cells, kind)) {
    const first = cells[from] ?? blank;
    const text = cells
      .slice(from, to)
      .map((cell) => cell.text)
      .join('');
    if (kind(first) === '' || text === '') continue;
    if (text === information) {
      out += informationAt(x(from), top, lookOf(first).foreground);
      continue;
    }
    const { foreground, bold, dim } = lookOf(first);
    const style = `${foreground === ink ? '' : ` fill="${foreground}"`}${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity=".6"' : ''}`;
    out += `<text x="${x(from)}" y="${top + baseline}" textLength="${(to - from) * cellWidth}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(text)}</text>`;
  }
  return out === '' ? '' : `<g fill="${ink}">${out}</g>`;
}

/** A sign that many a font lacks. */
const information = 'ⓘ';

function informationAt(left: number, top: number, colour: string): string {
  const [across, down] = [left + cellWidth / 2, top + cellHeight / 2];
  return `<g fill="none" stroke="${colour}"><circle cx="${across}" cy="${down}" r="4.5"/><path d="M${across} ${down - 0.6}V${down + 2.6}M${across} ${down - 2.6}V${down - 1.4}"/></g>`;
}

/** Neighbours of one kind: from a column up to another. */
function runs(
  cells: readonly Cell[],
  kindOf: (cell: Cell) => string,
): readonly (readonly [from: number, to: number])[] {
  const found: (readonly [number, number])[] = [];
  let from = 0;
  for (let at = 1; at <= cells.length; at++) {
    const [before, cell] = [cells[at - 1], cells[at]];
    if (cell !== undefined && before !== undefined && kindOf(cell) === kindOf(before)) continue;
    found.push([from, at]);
    from = at;
  }
  return found;
}

const blank: Cell = {
  text: ' ',
  foreground: undefined,
  background: undefined,
  bold: false,
  dim: false,
  inverse: false,
};

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
