import { expect } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { watchSwarm } from '../engine/watch/watch-swarm.ts';
import type { SwarmNews, WatchOptions } from '../engine/watch/watch-swarm.ts';
import type { PlayedEngine } from './played-engine.ts';

/** Lets everything happen that waits for nothing. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

/** An engine that is watched, and all that was heard of it. */
export class Watched implements AsyncDisposable {
  readonly played: PlayedEngine;
  readonly clock = manualClock(Date.UTC(2026, 10, 24, 12));
  readonly ending = new AbortController();
  readonly news: SwarmNews[] = [];
  /** Whoever hears something does so long nothing else. */
  slowness: Promise<void> = Promise.resolve();
  readonly #options: Partial<WatchOptions>;
  #watching: Promise<void> = Promise.resolve();

  constructor(played: PlayedEngine, options: Partial<WatchOptions> = {}) {
    this.played = played;
    this.#options = { readLeaves: async () => [], ...options };
  }

  /** Begins, and lets all happen that needs no time. */
  async begin(): Promise<this> {
    this.#watching = this.watch();
    await settle();
    return this;
  }

  async watch(): Promise<void> {
    const options = { clock: this.clock, signal: this.ending.signal, ...this.#options };
    for await (const one of watchSwarm(this.played.client, options)) {
      this.news.push(one);
      await this.slowness;
    }
  }

  get kinds(): readonly string[] {
    return this.news.map(({ kind }) => kind);
  }

  /** What was heard last, which has to be a sight. */
  get seen(): Extract<SwarmNews, { kind: 'seen' }> {
    const last = this.news.at(-1);
    return last?.kind === 'seen' ? last : expect.fail(`heard last was ${last?.kind ?? 'nothing'}`);
  }

  /** Of what is known last, by id. */
  get ids(): readonly string[] {
    return [...this.seen.sight.nodes.keys()];
  }

  async pass(milliseconds: number): Promise<void> {
    await settle();
    this.clock.advance(milliseconds);
    await settle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ending.abort();
    await this.#watching;
    expect(this.played.listeners).toBe(0);
    expect(this.clock.pending).toBe(0);
  }
}
