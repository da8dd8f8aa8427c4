import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A connection that keeps what the other end says at first, so that it can be looked into. */
export class Overheard extends Duplex {
  readonly #socket: Socket;
  readonly #most: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /** @param most bytes that are kept */
  constructor(socket: Socket, most: number) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#most = most;
    socket
      .on('data', (piece) => {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        if (this.#length < this.#most) this.#pieces.push(bytes);
        this.#length += bytes.length;
        if (!this.push(bytes)) socket.pause();
      })
      .once('end', () => this.push(null))
      .once('error', (error) => this.destroy(error))
      .once('close', () => this.destroy());
  }

  /** What came first. */
  get heard(): Uint8Array {
    return Buffer.concat(this.#pieces).subarray(0, this.#most);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
