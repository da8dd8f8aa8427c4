import { RpcError } from './status.ts';

/** A message is preceded by a flag and its length ("gRPC over HTTP/2", Length-Prefixed-Message). */
const prefixLength = 5;

/** What one end receives at most in a message, in bytes; swarmkit's managers have the same limit. */
const mostMessageBytes = 4 * 1024 * 1024;

/** A message with its prefix, uncompressed. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(prefixLength + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, prefixLength);
  return framed;
}

/** Takes messages out of a stream of bytes, wherever it is cut into pieces. */
export class FrameReader {
  readonly #most: number;
  readonly #chunks: Buffer[] = [];
  #buffered = 0;

  /** @param most bytes of a message */
  constructor(most = mostMessageBytes) {
    this.#most = most;
  }

  /** Bytes of a message that has begun and not ended. */
  get pending(): number {
    return this.#buffered;
  }

  /**
   * Takes in some bytes.
   *
   * @returns the messages that are complete now
   * @throws {RpcError} `Unimplemented` for a compressed message; `ResourceExhausted` for one that is too large, as soon
   *   as its length is known
   */
  push(chunk: Buffer): readonly Buffer[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const messages: Buffer[] = [];
    for (let length = this.#nextLength(); length !== undefined; length = this.#nextLength()) {
      if (this.#buffered < prefixLength + length) break;
      messages.push(this.#take(prefixLength + length).subarray(prefixLength));
    }
    return messages;
  }

  #nextLength(): number | undefined {
    if (this.#buffered < prefixLength) return undefined;
    const prefix = this.#peekPrefix();
    if (prefix[0] !== 0) {
      throw new RpcError('Unimplemented', 'a compressed message was received, and no compression was agreed on', {
        next: 'Send messages uncompressed (grpc-encoding: identity).',
      });
    }
    const length = prefix.readUInt32BE(1);
    if (length > this.#most) {
      throw new RpcError('ResourceExhausted', `received message larger than max (${length} vs. ${this.#most})`);
    }
    return length;
  }

  #peekPrefix(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= prefixLength) return first;
    const all = Buffer.concat(this.#chunks);
    this.#chunks.splice(0, this.#chunks.length, all);
    return all;
  }

  #take(length: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const bytes = all ?? Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    if (bytes.length > length) this.#chunks.push(bytes.subarray(length));
    this.#buffered -= length;
    return bytes.subarray(0, length);
  }
}
