import { expect } from 'vitest';
import type { Terminal } from '../tools/terminal.ts';

/** Every line of a frame fits, and every frame is closed. */
export function expectWhole(terminal: Terminal, columns: number): void {
  const framed = terminal.lines.filter((line) => /^[╭│╰]/.test(line));
  expect(framed.length).toBeGreaterThan(3);
  for (const line of framed) {
    expect(line, line).toMatch(/[╮│╯]$/);
    expect(Array.from(line).length, line).toBe(columns);
  }
}

/** Waits for a sentence, wherever its lines are broken. @param words a pattern */
export async function says(terminal: Terminal, words: string, timeoutMs = 30_000): Promise<void> {
  // What stands between the lines of a panel is its frame.
  await terminal.shows(new RegExp(words.replaceAll(' ', '[\\s│]+')), timeoutMs);
}
