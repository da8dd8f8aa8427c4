import { describe, expect, it } from 'vitest';
import { Problem } from '@swarmpki/core/commands';
import type { EngineClient } from '@swarmpki/core/engine';
import { HostProblem } from '@swarmpki/core/host/where';
import { manualClock } from '../../../../core/src/clock/manual-clock.ts';
import { nodeOf } from '../../../../core/src/testing/engine-double.ts';
import { PlayedEngine } from '../../../../core/src/testing/played-engine.ts';
import { settle } from '../../../../core/src/testing/watched.ts';
import { LiveSwarm } from './live-swarm.ts';
import type { Way } from './live-swarm.ts';
import type { EnginePlace } from './place.ts';

const lab: EnginePlace = { kind: 'lab', directory: '/home/me/.swarmpki' };
const context: EnginePlace = { kind: 'context', context: 'production' };

/** A swarm, what answers in its place, and how often that was reached. */
function live(place: EnginePlace) {
  const clock = manualClock(Date.UTC(2026, 10, 24, 12));
  const played = new PlayedEngine();
  const state = {
    isHosted: true,
    hasCrashed: false,
    /** Thrown by whoever connects. */
    fault: undefined as Error | undefined,
    /** Whether a host might have been started, for each time. */
    reached: [] as boolean[],
    /** Connections, each of which may be closed twice. */
    open: new Set<EngineClient>(),
  };
  const way: Way = {
    clock,
    connect: async (_, startsHost) => {
      state.reached.push(startsHost);
      if (state.fault !== undefined) throw state.fault;
      if (startsHost) state.isHosted = true;
      if (!state.isHosted) throw new HostProblem('not-hosted', 'the lab does not run');
      const close = async (): Promise<void> => void state.open.delete(client);
      const client = Object.assign(played.client, { [Symbol.asyncDispose]: close });
      state.open.add(client);
      return client;
    },
    hasCrashed: async () => state.hasCrashed,
    readLeaves: async () => [],
  };
  const swarm = new LiveSwarm(place, 'it', way);
  const heard: string[] = [];
  const listen = (): Disposable => {
    const listening = swarm.onDidChange((seen) =>
      heard.push(swarm.isStopped ? 'stopped' : (swarm.problem?.message ?? (seen ? 'seen' : 'back'))),
    );
    return { [Symbol.dispose]: () => listening.dispose() };
  };
  const pass = async (ms: number): Promise<void> => {
    await settle();
    clock.advance(ms);
    await settle();
  };
  return { swarm, played, state, clock, heard, listen, pass };
}

describe('a swarm that is shown', () => {
  it('is not even connected to without a listener, and left with the last', async () => {
    const { swarm, state, heard, clock, listen, pass } = live(context);
    await pass(60_000);
    expect(state.reached).toEqual([]);
    const [one, two] = [listen(), listen()];
    await pass(0);
    expect([heard, swarm.sight?.nodes.size]).toEqual([['seen', 'seen'], 1]);
    one[Symbol.dispose]();
    await pass(0);
    expect(state.open.size).toBe(1);
    two[Symbol.dispose]();
    await pass(10_000);
    expect([state.open.size, state.reached.length, clock.pending]).toEqual([0, 1, 0]);
  });

  it('tells of what changes, and keeps what was seen while it is out of reach', async () => {
    const { swarm, played, heard, listen, pass } = live(context);
    using _ = listen();
    await pass(0);
    played.nodes = [nodeOf('a'), nodeOf('b')];
    played.tell();
    await pass(100);
    expect([heard.at(-1), swarm.sight?.nodes.size]).toEqual(['seen', 2]);
    played.fault = new Problem('gone', 'it is gone');
    played.tell(played.fault);
    await pass(100);
    expect([heard.at(-1), swarm.sight?.nodes.size]).toEqual(['it is gone', 2]);
    played.fault = undefined;
    await pass(30_000);
    expect(swarm.problem).toBeUndefined();
  });

  it('is reached anew when somebody wants to see it at once: it may be somewhere else by now', async () => {
    const { swarm, played, state, heard, listen, pass } = live(context);
    using _ = listen();
    await pass(0);
    played.fault = new Problem('gone', 'nobody answers');
    played.tell(played.fault);
    await pass(100);
    expect([heard.at(-1), state.reached.length]).toEqual(['nobody answers', 1]);
    played.fault = undefined;
    swarm.retry();
    await pass(100);
    expect([heard.at(-1), state.reached.length, swarm.problem]).toEqual(['seen', 2, undefined]);
  });

  it('of a lab that nobody hosts starts no host, and looks for one again and again', async () => {
    const { swarm, state, heard, listen, pass } = live(lab);
    state.isHosted = false;
    using _ = listen();
    await pass(2_000);
    await pass(2_000);
    expect([heard, swarm.isStopped, swarm.problem]).toEqual([['stopped'], true, undefined]);
    expect(state.reached).toEqual([false, false, false]);
    state.isHosted = true;
    await pass(2_000);
    expect([heard.at(-1), swarm.isStopped]).toEqual(['seen', false]);
  });

  it('is seen at once when somebody has started its host', async () => {
    const { swarm, state, heard, listen, pass } = live(lab);
    state.isHosted = false;
    using _ = listen();
    await pass(0);
    await using client = await swarm.connect(true);
    await pass(0);
    expect([client.name, heard.at(-1)]).toEqual(['a played engine', 'seen']);
  });

  it('whose host has crashed is started again for whoever was looking; one that has ended is not', async () => {
    for (const hasCrashed of [true, false]) {
      const { played, state, heard, listen, pass } = live(lab);
      using _ = listen();
      await pass(0);
      Object.assign(state, { isHosted: false, hasCrashed });
      played.tell(new Problem('closed', 'the connection has ended'));
      await pass(250);
      await pass(2_000);
      expect(state.reached.includes(true)).toBe(hasCrashed);
      expect(heard.at(-1)).toBe(hasCrashed ? 'seen' : 'stopped');
    }
  });

  it('shows a fault of this program as one, and goes on', async () => {
    const { swarm, state, listen, pass } = live(context);
    state.fault = new TypeError('x is not a function');
    using _ = listen();
    await pass(0);
    expect(swarm.problem).toMatchObject({ code: 'fault', message: expect.stringContaining('x is not a function') });
    state.fault = undefined;
    swarm.retry();
    await pass(0);
    expect([swarm.problem, swarm.sight?.nodes.size]).toEqual([undefined, 1]);
  });
});
