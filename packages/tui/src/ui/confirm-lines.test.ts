import { describe, expect, it } from 'vitest';
import { confirmLines } from './confirm-lines.ts';
import { lineWidth } from './text.ts';

describe('a question', () => {
  it('shows a long command to its end, within its width', () => {
    const command = `swarmpki --host unix:///run/user/1000/docker.sock node promote ${'i'.repeat(25)}`;
    const lines = [[{ text: '$    ', tone: 'muted' }, { text: command }] as const];
    const shown = confirmLines({ kind: 'confirm', title: '', lines, typed: '', onYes: () => undefined }, 60);
    expect(shown.map((line) => line.map(({ text }) => text).join(''))).toEqual([
      '',
      '$    swarmpki --host unix:///run/user/1000/docker.sock node',
      `     promote ${'i'.repeat(25)}`,
      '',
      'Do it?  y yes   n no',
      '',
    ]);
    expect(Math.max(...shown.map(lineWidth))).toBeLessThanOrEqual(60);
  });
});
