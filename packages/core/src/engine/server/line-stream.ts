import type { ServerResponse } from 'node:http';
import type { Lines } from './route.ts';

/** Lines on their way to one client. */
export class LineStream implements Lines {
  readonly #response: ServerResponse;
  readonly #mostQueuedBytes: number;

  /** @param mostQueuedBytes which the client has not read: with more it is cut off */
  constructor(response: ServerResponse, mostQueuedBytes: number) {
    this.#response = response;
    this.#mostQueuedBytes = mostQueuedBytes;
  }

  get isRead(): boolean {
    return this.#response.writableLength === 0;
  }

  send(value: unknown): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    this.#response.write(`${JSON.stringify(value)}\n`);
    if (this.#response.writableLength > this.#mostQueuedBytes) this.#response.destroy();
  }

  end(): void {
    if (!this.#response.writableEnded) this.#response.end();
  }
}
