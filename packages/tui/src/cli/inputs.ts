import { open } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
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
    readFile: readText,
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

async function readText(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const buffer = Buffer.alloc(largestFile + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= largestFile; length += read) {
      ({ bytesRead: read } = await file.read(buffer, length, buffer.length - length));
    }
    if (length > largestFile) throw new Error(`${path} is longer than ${largestFile} bytes`);
    return buffer.toString('utf8', 0, length);
  } catch (error) {
    throw inGosWords(error, path);
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
