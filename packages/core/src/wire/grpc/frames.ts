import { RpcError } from './status.ts';
import type { ErrorStatus } from './status.ts';

/** A message is preceded by a flag and its length ("gRPC over HTTP/2", Length-Prefixed-Message). */
const prefixLength = 5;

/** What one end receives at most in a message, in bytes; swarmkit's managers have the same limit. */
export const mostMessageBytes = 4 * 1024 * 1024;

/** Room that a message gets at first; it grows as bytes arrive, so that a length alone claims no memory. */
const firstRoom = 16 * 1024;

const none = Buffer.alloc(0);

/** A message with its prefix, uncompressed. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(prefixLength + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, prefixLength);
  return framed;
}

/**
 * Takes messages out of a stream of bytes, wherever it is cut into pieces. Messages are copies: a piece is a slice of what
 * the socket read, and a message that outlives it would hold all of that.
 */
export class FrameReader {
  readonly #most: number;
  readonly #ifCompressed: ErrorStatus;
  readonly #prefix = Buffer.alloc(prefixLength);
  #prefixFilled = 0;
  #length = 0;
  #message = none;
  #messageFilled = 0;

  /**
   * @param most bytes of a message
   * @param ifCompressed the status of a compressed message: `Unimplemented` at a server, `Internal` at a client
   *   ("gRPC Compression")
   */
  constructor(most = mostMessageBytes, ifCompressed: ErrorStatus = 'Unimplemented') {
    this.#most = most;
    this.#ifCompressed = ifCompressed;
  }

  /** Bytes of a message that has begun and not ended; its prefix counts. */
  get pending(): number {
    return this.#prefixFilled + this.#messageFilled;
  }

  /**
   * Takes in some bytes.
   *
   * @returns the messages that are complete now
   * @throws {RpcError} for a compressed message; `ResourceExhausted` for one that is too large, as soon as its length is
   *   known; `Internal` for what is no frame
   */
  push(chunk: Uint8Array): readonly Buffer[] {
    const messages: Buffer[] = [];
    for (let at = 0; at < chunk.length;) {
      at += this.#prefixFilled < prefixLength ? this.#takePrefix(chunk, at) : this.#takeMessage(chunk, at);
      if (this.#prefixFilled === prefixLength && this.#messageFilled === this.#length) messages.push(this.#finish());
    }
    return messages;
  }

  #takePrefix(chunk: Uint8Array, at: number): number {
    const taken = Math.min(prefixLength - this.#prefixFilled, chunk.length - at);
    for (let i = 0; i < taken; i++) this.#prefix[this.#prefixFilled + i] = chunk[at + i] ?? 0;
    this.#prefixFilled += taken;
    if (this.#prefixFilled === prefixLength) {
      this.#checkFlag(this.#prefix.readUInt8(0));
      this.#length = this.#prefix.readUInt32BE(1);
      if (this.#length > this.#most) {
        throw new RpcError('ResourceExhausted', `received message larger than max (${this.#length} vs. ${this.#most})`);
      }
      this.#message = Buffer.allocUnsafeSlow(Math.min(this.#length, firstRoom));
    }
    return taken;
  }

  #takeMessage(chunk: Uint8Array, at: number): number {
    const taken = Math.min(this.#length - this.#messageFilled, chunk.length - at);
    this.#makeRoom(this.#messageFilled + taken);
    this.#message.set(chunk.subarray(at, at + taken), this.#messageFilled);
    this.#messageFilled += taken;
    return taken;
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#message.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#length, Math.max(needed, 2 * this.#message.length)));
    larger.set(this.#message.subarray(0, this.#messageFilled));
    this.#message = larger;
  }

  #finish(): Buffer {
    const message = this.#message;
    this.#message = none;
    this.#prefixFilled = 0;
    this.#messageFilled = 0;
    this.#length = 0;
    return message;
  }

  #checkFlag(flag: number): void {
    if (flag === 0) return;
    if (flag !== 1) throw new RpcError('Internal', `received a message with the unknown flag ${flag}`);
    throw new RpcError(this.#ifCompressed, 'received a compressed message, and no compression was agreed on', {
      expected: 'messages without compression (grpc-encoding: identity)',
    });
  }
}
