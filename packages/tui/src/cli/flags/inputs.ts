import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import { getSystemErrorMessage } from 'node:util';
import type { Inputs } from '@swarmpki/core/commands';

const largestFile = 1024 * 1024;
const longestSecret = 4096;

/**
 * @param prompts shows what is asked, on a terminal
 * @param signal whoever is asked need not answer any more
 */
export function inputsFrom(stdin: Readable, prompts: (text: string) => unknown, signal: AbortSignal): Inputs {
  return {
    readFile: (path) => readText(path, signal),
    askSecret: async (prompt) => {
      const terminal = asTerminal(stdin);
      if (terminal === undefined) return (await firstLine(addAbortSignal(signal, stdin))).trim();
      prompts(prompt);
      try {
        return await typed(addAbortSignal(signal, terminal));
      } finally {
        prompts('\n');
      }
    },
  };
}

/** Nobody waits for a pipe to be opened at its other end, and no terminal becomes ours. */
const carefully = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Also of a pipe, as a shell makes it of `<(…)`: what is still to come of that is waited for until the signal. */
async function readText(path: string, signal: AbortSignal): Promise<string> {
  try {
    await using file = await open(path, carefully);
    const buffer = Buffer.alloc(largestFile + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= largestFile; length += read) {
      read = await readSome(file, buffer.subarray(length), signal);
    }
    if (length > largestFile) throw new Error(`${path} is longer than ${largestFile} bytes`);
    if (length === 0 && (await file.stat()).isFIFO()) throw new Error(`read ${path}: nobody writes into that pipe`);
    return buffer.toString('utf8', 0, length);
  } catch (error) {
    throw inGosWords(error, path);
  }
}

/** After this long is seen whether there is something, ms: of what is no regular file node does not tell. */
const patience = 20;

async function readSome(file: FileHandle, into: Buffer, signal: AbortSignal): Promise<number> {
  for (;;) {
    try {
      return (await file.read(into, 0, into.length)).bytesRead;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      await setTimeout(patience, undefined, { signal });
    }
  }
}

/** Of a missing file Go says `open x: no such file or directory`. */
function inGosWords(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return error;
  const isDirectory = 'code' in error && error.code === 'EISDIR';
  const why = isDirectory ? 'is a directory' : getSystemErrorMessage(error.errno);
  return new Error(`${isDirectory ? 'read' : 'open'} ${path}: ${why}`, { cause: error });
}

async function firstLine(stdin: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end);
    if (text.length > longestSecret) throw tooLong();
  }
  return text;
}

function tooLong(): Error {
  return new Error(`the line is longer than ${longestSecret} characters`);
}

function asTerminal(stdin: Readable): ReadStream | undefined {
  return 'isTTY' in stdin && stdin.isTTY === true ? (stdin as ReadStream) : undefined;
}

const enter = /[\r\n]/;
const [interrupt, endOfInput, backspace, erase] = ['\u0003', '\u0004', '\b', '\u007f'];

/** What is typed until the end of the line, while the terminal shows nothing of it. */
async function typed(terminal: ReadStream): Promise<string> {
  const wasRaw = terminal.isRaw;
  terminal.setRawMode(true);
  try {
    const characters: string[] = [];
    for await (const chunk of terminal) {
      for (const character of String(chunk)) {
        if (enter.test(character) || character === endOfInput) return characters.join('');
        // In raw mode the terminal does not send the signal by itself. It ends the reading: half a secret is none.
        if (character === interrupt) process.kill(process.pid, 'SIGINT');
        else if (character === backspace || character === erase) characters.pop();
        else characters.push(character);
        if (characters.length > longestSecret) throw tooLong();
      }
    }
    return characters.join('');
  } finally {
    terminal.setRawMode(wasRaw);
  }
}
