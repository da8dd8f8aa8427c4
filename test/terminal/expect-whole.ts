import { expect } from 'vitest';
import type { Terminal } from '../tools/terminal.ts';

/** Every frame is closed, and nothing is wider than the terminal. */
export function expectWhole(terminal: Terminal, columns: number): void {
  const framed = terminal.lines.filter((line) => /^[╭│╰]/.test(line));
  expect(framed.length).toBeGreaterThan(3);
  for (const line of framed) {
    expect(line, line).toMatch(/[╮│╯]$/);
    expect(Array.from(line).length, line).toBe(columns);
  }
}
