import { PassThrough } from 'node:stream';

/** The terminal's input, as far as is used of it. */
interface Terminal extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

export interface TerminalInput extends Disposable {
  /** For Ink. */
  readonly stdin: NodeJS.ReadableStream;
}

/**
 * The only reader of a terminal's input, in raw mode from now on: keys that are pressed before the first picture is drawn
 * would else be echoed into it by the terminal, and never be wiped out.
 */
export function takeInput(terminal: Terminal): TerminalInput {
  const passed = new PassThrough();
  const onData = (chunk: Buffer | string): void => void passed.write(chunk);
  const onEnd = (): void => void passed.end();
  terminal.setRawMode?.(true);
  terminal.on('data', onData);
  terminal.on('end', onEnd);
  terminal.resume();
  const stdin = Object.assign(passed, {
    isTTY: terminal.isTTY === true,
    setRawMode(on: boolean) {
      terminal.setRawMode?.(on);
      // Whoever is given the terminal for a while, a shell or an editor, must get its keys.
      if (on) terminal.resume();
      else terminal.pause();
      return stdin;
    },
    ref() {
      terminal.ref?.();
      return stdin;
    },
    unref() {
      terminal.unref?.();
      return stdin;
    },
  });
  return {
    stdin,
    [Symbol.dispose]() {
      terminal.off('data', onData);
      terminal.off('end', onEnd);
      terminal.setRawMode?.(false);
      terminal.pause();
    },
  };
}
