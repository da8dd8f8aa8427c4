import type { ChildProcessByStdio } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** How much is kept of what a program says of its troubles, characters: the last of it. */
const longestComplaint = 2_000;

type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** A running program as a connection: what is written it reads, what it prints is read. It ends with the stream. */
export class ProcessStream extends Duplex {
  readonly #program: Program;
  #said = '';

  /** @param explain makes an error of how a program has failed, and of what it said on its error output */
  constructor(program: Program, explain: (ending: string, said: string) => Error) {
    super();
    this.#program = program;
    const decoder = new StringDecoder('utf8');
    program.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + decoder.write(chunk)).slice(-longestComplaint);
    });
    program.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) program.stdout.pause();
    });
    // What it does not take any more is told by its end.
    program.stdin.on('error', () => undefined);
    program.once('error', (error) => this.destroy(explain(`cannot be started: ${error.message}`, '')));
    program.once('close', (code, signal) => {
      if (code === 0) this.push(null);
      else
        this.destroy(
          explain(code === null ? `was ended by ${signal}` : `ended with status ${code}`, this.#said.trim()),
        );
    });
  }

  override _read(): void {
    this.#program.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#program.stdin.write(chunk)) done();
    else {
      const proceed = (): void => {
        this.#program.stdin.off('drain', proceed).off('close', proceed);
        done();
      };
      this.#program.stdin.on('drain', proceed).on('close', proceed);
    }
  }

  override _final(done: () => void): void {
    this.#program.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#program.stdin.destroy();
    this.#program.stdout.destroy();
    this.#program.kill();
    done(error);
  }

  // What an HTTP agent asks of a socket, and a program knows nothing of.

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    this.#program.ref();
    return this;
  }

  unref(): this {
    this.#program.unref();
    return this;
  }
}
