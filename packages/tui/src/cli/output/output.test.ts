import { describe, expect, it } from 'vitest';
import { harmless, outputTo } from './output.ts';

function streams(terminal: { isTTY?: boolean; columns?: number; rows?: number } = {}): {
  readonly output: ReturnType<typeof outputTo>;
  readonly out: string[];
  readonly err: string[];
} {
  const [out, err]: [string[], string[]] = [[], []];
  const to = (written: string[]): { write(text: string): boolean } => ({ write: (text) => written.push(text) > 0 });
  return { output: outputTo({ ...to(out), ...terminal }, to(err)), out, err };
}

describe('output', () => {
  it('shows nothing that could act upon a terminal', () => {
    expect(harmless('a\u001b[2Jb\u009bc\u202ed\re\tf\ng')).toBe('a\ufffd[2Jb\ufffdc\ufffdd\ufffde\tf\ng');
    const { output, out, err } = streams();
    output.print('\u001b]0;x\u0007');
    output.note('\u001b[31m');
    expect([out, err]).toEqual([['\ufffd]0;x\ufffd\n'], ['\ufffd[31m\n']]);
  });

  it('draws rows in the place of those drawn last', () => {
    const { output, out } = streams({ isTTY: true, columns: 20 });
    output.redraw(['one', 'two']);
    output.redraw(['three']);
    output.redraw(['four']);
    expect(out).toEqual(['one\ntwo\n', '\u001b[2A\u001b[0Jthree\n', '\u001b[1A\u001b[0Jfour\n']);
  });

  it('lets rows stand before what is printed', () => {
    const { output, out } = streams({ isTTY: true });
    output.redraw(['one']);
    output.print('done');
    output.redraw(['two']);
    expect(out).toEqual(['one\n', 'done\n', 'two\n']);
  });

  it('draws over rows of several lines, and makes them harmless', () => {
    const { output, out } = streams({ isTTY: true, columns: 4 });
    output.redraw(['1234', '12345', '123456789', '', '\u001b']);
    output.redraw(['x']);
    expect(out).toEqual(['1234\n12345\n123456789\n\n\ufffd\n', '\u001b[8A\u001b[0Jx\n']);
  });

  it('draws no more rows than are seen at once, each in one line', () => {
    const { output, out } = streams({ isTTY: true, columns: 4, rows: 4 });
    output.redraw(['one', 'of two', 'not seen']);
    output.redraw(['a\nb']);
    expect(out).toEqual(['one\nof two\n', '\u001b[3A\u001b[0Ja b\n']);
  });

  it('knows how wide it is, as long as somebody does', () => {
    expect(streams({ isTTY: true, columns: 80 }).output.columns).toBe(80);
    expect(streams({ isTTY: true, columns: 0 }).output.columns).toBe(200);
    expect(streams().output).toMatchObject({ interactive: false, columns: 200 });
  });
});
