import { expect, it } from 'vitest';
import { clean, widthOf } from '../../packages/tui/src/ui/text.ts';
import { headless } from '../tools/grid.ts';

const rows = 1_000;

/** Texts that a terminal takes to be wider, or less wide, than we do. */
async function disputed(texts: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = 0; at < texts.length; at += rows) {
    const terminal = headless(20, rows);
    const part = texts.slice(at, at + rows).map(clean);
    await new Promise<void>((resolve) => terminal.write(part.map((text) => `a${text}|`).join('\r\n'), resolve));
    part.forEach((text, row) => {
      const line = terminal.buffer.active.getLine(row);
      const end = Array.from({ length: 20 }, (_, column) => line?.getCell(column)?.getChars()).lastIndexOf('|');
      if (end !== widthOf(`a${text}`)) found.push(text);
    });
    terminal.dispose();
  }
  return found;
}

const character = (code: number): string => String.fromCodePoint(code);
const basicPlane = Array.from({ length: 0x1_0000 - 0xa0 }, (_, at) => at + 0xa0).filter((code) => code !== 0x7c);

it('every character takes as many cells in a terminal as we count', async () => {
  const beyond = Array.from({ length: 2_800 }, (_, at) => 0x1_0000 + at * 367);
  expect(await disputed([...basicPlane, ...beyond].map(character))).toEqual([]);
});

it('no character joins with others into something of another width', async () => {
  const pairs = basicPlane.map((code, at) => {
    // Neighbours of one script join, if any do: so each is put behind one that is near.
    const other = basicPlane[Math.max(0, at - (at % 61))] ?? code;
    return character(code) + character(other) + character(code);
  });
  expect(await disputed(pairs)).toEqual([]);
});
