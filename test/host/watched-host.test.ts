import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { connectLab, stopLab } from '../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import { initRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import { watchSwarm } from '../../packages/core/src/engine/watch/watch-swarm.ts';
import type { SwarmNews, WatchOptions } from '../../packages/core/src/engine/watch/watch-swarm.ts';
import { add } from '../tools/hosted-lab.ts';
import { HostProcess, testUser } from './hosts.ts';

/** What is heard of a swarm, from one wait to the next. */
class Watcher implements AsyncDisposable {
  readonly #ending = new AbortController();
  readonly #news: AsyncGenerator<SwarmNews, void>;
  readonly kinds: string[] = [];

  constructor(client: HttpEngineClient, options: Partial<WatchOptions> = {}) {
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(30_000)]);
    this.#news = watchSwarm(client, { clock: systemClock, signal, ...options });
  }

  async until<Found>(what: string, find: (news: SwarmNews) => Found | undefined): Promise<Found> {
    for (;;) {
      const { value, done } = await this.#news.next();
      if (done === true || value === undefined) return expect.fail(`${what}: not in time`);
      this.kinds.push(value.kind);
      const found = find(value);
      if (found !== undefined) return found;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#news.return();
  }
}

const lostOf = (news: SwarmNews) => (news.kind === 'lost' ? news.problem : undefined);
/** A sight of so many nodes that run, and what was told of it. */
const withNodes = (count: number) => (news: SwarmNews) => {
  if (news.kind !== 'seen') return undefined;
  const here = [...news.sight.nodes.values()].filter(({ place, state }) => place === 'here' && state === 'ready');
  return here.length === count && news.sight.lab !== undefined ? { ...news, lab: news.sight.lab } : undefined;
};

describe('a lab that is watched', () => {
  it('is followed on when its host is killed and somebody starts another one', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    await using first = new HostProcess(directory, user);
    const { socket: path = '' } = await first.word();
    await using client = new HttpEngineClient({ address: { kind: 'unix', path } });
    await client.initSwarm({ ...initRequest.zero, ListenAddr: '127.0.0.1:0' });
    await add((await connectLab(client)) ?? expect.fail('it is no lab'), { Count: 3 });
    await using watcher = new Watcher(client);
    const before = await watcher.until('all are there', withNodes(4));
    expect(before.sight.swarm?.ID).toBe(before.lab.swarm.ID);

    await first.signal('SIGKILL');
    expect(await watcher.until('it is lost', lostOf)).toMatchObject({ code: 'refused-connection' });
    await using second = new HostProcess(directory, user);
    expect(await second.word()).toEqual({ socket: path });
    await watcher.until('it is back', ({ kind }) => (kind === 'back' ? true : undefined));
    const after = await watcher.until('all are there again', withNodes(4));
    expect(after.lab.version).toBeGreaterThan(before.lab.version);
    expect([...after.sight.nodes.keys()].toSorted()).toEqual([...before.sight.nodes.keys()].toSorted());
    await add((await connectLab(client)) ?? expect.fail('it is no lab'), { Count: 1 });
    const later = await watcher.until('another one is there', withNodes(5));
    expect(watcher.kinds.filter((kind) => kind !== 'seen')).toEqual(['lost', 'back']);
    // The timeline goes on: nothing is missing, nothing is there twice.
    const seqs = later.lab.journal.map(({ Seq }) => Seq);
    expect(seqs).toEqual(seqs.map((_, at) => at + (seqs[0] ?? 0)));
    expect(later.lab.journal.slice(0, before.lab.journal.length)).toEqual(before.lab.journal);
  });

  it('is started again where it was killed, by whoever can, and not where it was ended', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    await using first = new HostProcess(directory, user);
    const { socket: path = '' } = await first.word();
    await using client = new HttpEngineClient({ address: { kind: 'unix', path } });
    await client.initSwarm({ ...initRequest.zero, ListenAddr: '127.0.0.1:0' });
    await using hosts = new AsyncDisposableStack();
    let revivals = 0;
    const revive = async (): Promise<void> => {
      revivals++;
      const host = hosts.use(new HostProcess(directory, user));
      expect(await host.word()).toEqual({ socket: path });
    };
    await using watcher = new Watcher(client, { revive });
    await watcher.until('it is there', withNodes(1));
    await first.signal('SIGKILL');
    await watcher.until('it is lost', lostOf);
    await watcher.until('it is there again', withNodes(1));
    expect(revivals).toBe(1);
    await stopLab(client);
    await watcher.until('it is lost again', lostOf);
    await expect(client.version()).rejects.toMatchObject({ code: 'no-engine' });
    expect(revivals).toBe(1);
  });
});
