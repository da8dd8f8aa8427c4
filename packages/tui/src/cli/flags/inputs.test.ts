import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { inputsFrom } from './inputs.ts';

const { signal } = new AbortController();

/** A terminal on which something is typed. */
class Terminal extends PassThrough {
  readonly isTTY = true;
  isRaw = false;
  readonly modes: boolean[] = [];

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    this.modes.push(raw);
    return this;
  }
}

async function typed(
  ...chunks: readonly string[]
): Promise<{ secret: string; shown: string; modes: readonly boolean[] }> {
  const terminal = new Terminal();
  let shown = '';
  const secret = inputsFrom(terminal, (text) => (shown += text), signal).askSecret('Key: ');
  for (const chunk of chunks) terminal.write(chunk);
  return { secret: await secret, shown, modes: terminal.modes };
}

const piped = (text: string): Promise<string> =>
  inputsFrom(Readable.from([text]), () => expect.unreachable(), signal).askSecret('Key: ');

describe('a secret', () => {
  it('is typed where nothing of it is shown', async () => {
    expect(await typed('SWM', 'KEYx\u007f\r')).toEqual({ secret: 'SWMKEY', shown: 'Key: \n', modes: [true, false] });
    expect((await typed('abc\u0004')).secret).toBe('abc');
  });

  it('is the first line of what comes through a pipe', async () => {
    expect(await piped(' key \nmore\n')).toBe('key');
    expect(await piped('key')).toBe('key');
    expect(await piped('')).toBe('');
  });

  it.each([
    ['a terminal', new Terminal()],
    ['a pipe', new PassThrough()],
  ])('is waited for no longer than until the signal, at %s', async (_what, stream) => {
    const interruption = new AbortController();
    const secret = inputsFrom(stream, () => undefined, interruption.signal).askSecret('Key: ');
    stream.write('half of');
    interruption.abort();
    await expect(secret).rejects.toThrow('aborted');
    if (stream instanceof Terminal) expect(stream.modes).toEqual([true, false]);
  });

  it('has an end', async () => {
    await expect(piped('x'.repeat(5_000))).rejects.toThrow('longer than 4096 characters');
    await expect(typed('x'.repeat(5_000))).rejects.toThrow('longer than 4096 characters');
  });
});

describe('a file', () => {
  it('is read, and told of in the words that docker has for it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
    try {
      const inputs = inputsFrom(Readable.from([]), () => undefined, signal);
      const [file, huge, absent] = ['file', 'huge', 'absent'].map((name) => join(directory, name));
      await writeFile(String(file), 'text\n');
      await writeFile(String(huge), 'x'.repeat(1024 * 1024 + 1));
      expect(await inputs.readFile(String(file))).toBe('text\n');
      await expect(inputs.readFile(String(absent))).rejects.toThrow(`open ${absent}: no such file or directory`);
      await expect(inputs.readFile(directory)).rejects.toThrow(`read ${directory}: is a directory`);
      await expect(inputs.readFile(String(huge))).rejects.toThrow('is longer than 1048576 bytes');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it.skipIf(process.platform === 'win32')('may be a pipe, of which nobody waits for one who never comes', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
    const interruption = new AbortController();
    try {
      const pipe = join(directory, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const inputs = inputsFrom(Readable.from([]), () => undefined, interruption.signal);
      await expect(inputs.readFile(pipe)).rejects.toThrow(`read ${pipe}: nobody writes into that pipe`);
      await using writer = await open(pipe, constants.O_RDWR);
      const [whole, half] = [inputs.readFile(pipe), inputs.readFile(pipe)];
      interruption.abort();
      await expect(Promise.all([whole, half])).rejects.toThrow('aborted');
      const again = inputsFrom(Readable.from([]), () => undefined, signal).readFile(pipe);
      // More than a pipe holds: when all of it is written somebody reads.
      const text = 'x'.repeat(100_000);
      await writer.write(text);
      await writer.close();
      expect(await again).toBe(text);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
