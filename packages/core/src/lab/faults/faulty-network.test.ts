import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../clock/manual-clock.ts';
import type { ManualClock } from '../../clock/manual-clock.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { seededEntropy } from '../../entropy/seeded-entropy.ts';
import { describeNetwork } from '../../testing/network-contract/network-contract.ts';
import { openNetworkPort } from '../../testing/network-port.ts';
import type { NetworkPort } from '../../testing/network-port.ts';
import { Dispatcher } from '../../wire/gen/swarmkit_pb.ts';
import { inProcessNetwork } from '../../wire/in-process/network.ts';
import type { Channel, Network } from '../../wire/network.ts';
import { faultyNetwork } from './faulty-network.ts';
import type { NetworkFaults } from './network-faults.ts';

const { heartbeat, session } = Dispatcher.method;

describeNetwork(
  'a network that could be faulty',
  faultyNetwork(inProcessNetwork(systemEntropy), systemClock, systemEntropy).network,
);

/** Lets everything happen that needs no time. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Notes what becomes of something. */
function watch(wanted: Promise<unknown>): { outcome: unknown } {
  const watched: { outcome: unknown } = { outcome: 'nothing yet' };
  wanted.then(
    (result) => (watched.outcome = result),
    (error: unknown) => (watched.outcome = error),
  );
  return watched;
}

describe('a faulty network', () => {
  let realTime: ManualClock;
  let labTime: ManualClock;
  let inner: Network;
  let network: Network;
  let faults: NetworkFaults;
  let port: NetworkPort;
  let carriedOut: string[];
  let left: number;
  let tell: (message: string) => void;

  beforeEach(async () => {
    realTime = manualClock(0);
    inner = inProcessNetwork(systemEntropy);
    labTime = manualClock(0);
    ({ network, faults } = faultyNetwork(inner, realTime, seededEntropy('1'), labTime));
    carriedOut = [];
    left = 0;
    port = await openNetworkPort(inner, (services) =>
      services.implement(Dispatcher, {
        heartbeat: ({ sessionId }) => {
          carriedOut.push(sessionId);
          return {};
        },
        session: async function* (_request, { signal }) {
          const said: string[] = [];
          const bell = new EventTarget();
          tell = (message) => {
            said.push(message);
            bell.dispatchEvent(new Event('ring'));
          };
          try {
            yield { sessionId: 'first' };
            for (;;) {
              const message = said.shift();
              if (message === undefined) await once(bell, 'ring', { signal });
              else yield { sessionId: message };
            }
          } finally {
            left++;
          }
        },
      }),
    );
  });
  afterEach(async () => {
    faults.close();
    await turns();
    await port[Symbol.asyncDispose]();
    expect(realTime.pending, 'no timer is left').toBe(0);
  });

  const connect = async (): Promise<Channel> =>
    (await network.connect({ address: port.port.address, checkServer: () => undefined, timeoutMs: 5000 })).channel;

  it('that is cut lets connects and calls run into their time, and is alive again when it is healed', async () => {
    const channel = await connect();
    faults.cut();
    const call = watch(channel.unary(heartbeat, { sessionId: 'during' }, { timeoutMs: 3000 }));
    const connecting = watch(connect());
    await turns();
    realTime.advance(2999);
    await turns();
    expect(call.outcome).toBe('nothing yet');
    realTime.advance(1);
    await turns();
    expect(call.outcome).toMatchObject({ code: 'DeadlineExceeded', message: 'context deadline exceeded' });
    realTime.advance(2000);
    await turns();
    expect(connecting.outcome).toMatchObject({
      code: 'timeout',
      message: `no answer from ${port.port.address} within 5 s`,
    });
    faults.heal();
    await channel.unary(heartbeat, { sessionId: 'after' });
    expect(carriedOut).toEqual(['after']);
    channel.destroy();
  });

  it('that is cut holds back what streams say, and gives it when it is healed, in order', async () => {
    const channel = await connect();
    const messages = channel.serverStream(session, {});
    expect((await messages.next()).value).toMatchObject({ sessionId: 'first' });
    faults.cut();
    for (const message of ['second', 'third']) tell(message);
    const next = watch(messages.next());
    await turns();
    expect(next.outcome).toBe('nothing yet');
    faults.heal();
    await turns();
    expect(next.outcome).toMatchObject({ value: { sessionId: 'second' } });
    expect((await messages.next()).value).toMatchObject({ sessionId: 'third' });
    channel.destroy();
    await turns();
    expect(left).toBe(1);
  });

  it.each([
    ['of a quarter of an hour, as TCP does', 900_000, ['before', 'after']],
    ['of any longer not', 900_001, []],
  ] as const)('keeps connections over a cut %s', async (_, ms, heard) => {
    const [channel, idle] = [await connect(), await connect()];
    const messages = channel.serverStream(session, {});
    await messages.next();
    faults.cut();
    const next = watch(messages.next());
    const call = watch(channel.unary(heartbeat, { sessionId: 'before' }, { timeoutMs: 3000 }));
    await turns();
    labTime.advance(ms);
    faults.heal();
    await turns();
    const isKept = heard.length > 0;
    if (isKept) await idle.unary(heartbeat, { sessionId: 'after' });
    else {
      expect(call.outcome).toMatchObject({ code: 'Unavailable' });
      expect(next.outcome).toMatchObject({ code: 'Unavailable' });
    }
    expect(carriedOut).toEqual(heard);
    expect([channel.isOpen, idle.isOpen]).toEqual([isKept, isKept]);
    // One that is opened then is as good as any.
    const fresh = await connect();
    await fresh.unary(heartbeat, { sessionId: 'fresh' });
    for (const each of [channel, idle, fresh]) each.destroy();
    await turns();
    expect(left).toBe(1);
  });

  it('can be cut in one direction', async () => {
    const channel = await connect();
    faults.cut('incoming');
    const unheard = watch(channel.unary(heartbeat, { sessionId: 'arrives' }));
    await turns();
    expect([carriedOut, unheard.outcome]).toEqual([['arrives'], 'nothing yet']);
    faults.heal('incoming');
    await turns();
    expect(unheard.outcome).toMatchObject({ $typeName: 'docker.swarmkit.v1.HeartbeatResponse' });
    faults.cut('outgoing');
    const unsent = watch(channel.unary(heartbeat, { sessionId: 'waits' }));
    await turns();
    expect([carriedOut, unsent.outcome]).toEqual([['arrives'], 'nothing yet']);
    faults.heal();
    await turns();
    expect(carriedOut).toEqual(['arrives', 'waits']);
    channel.destroy();
  });

  it('tells the other end of what this one has ended only when it is healed', async () => {
    const channel = await connect();
    const messages = channel.serverStream(session, {});
    await messages.next();
    const next = watch(messages.next());
    faults.cut();
    channel.destroy();
    await turns();
    expect(next.outcome).toMatchObject({ code: 'Unavailable' });
    expect([channel.isOpen, left]).toEqual([false, 0]);
    await channel.closed;
    faults.heal();
    await turns();
    expect(left).toBe(1);
  });

  it('learns of the end of the other only when it is healed', async () => {
    const channel = await connect();
    const messages = channel.serverStream(session, {});
    await messages.next();
    faults.cut();
    const next = watch(messages.next());
    await port.port.close(50);
    await turns();
    expect([channel.isOpen, next.outcome]).toEqual([true, 'nothing yet']);
    faults.heal();
    await turns();
    expect(channel.isOpen).toBe(false);
    expect(next.outcome).toMatchObject({ code: 'Unavailable', message: 'the manager is shutting down' });
    await channel.closed;
  });

  it('lets go of whoever gives up while it is cut', async () => {
    faults.cut();
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const address = { address: port.port.address, checkServer: () => undefined, timeoutMs: 5000, signal };
    const connecting = watch(network.connect(address));
    faults.heal();
    const channel = await connect();
    faults.cut();
    const call = watch(channel.unary(heartbeat, {}, { signal }));
    const stopped = watch(network.connect({ ...address }));
    await turns();
    giveUp.abort();
    await turns();
    expect(connecting.outcome).toHaveProperty('channel');
    expect(stopped.outcome).toMatchObject({ code: 'canceled' });
    expect(call.outcome).toMatchObject({ code: 'Canceled' });
    channel.destroy();
  });

  it('that is slow delivers late, in order, each way', async () => {
    const channel = await connect();
    faults.delay(100, 50);
    const names = Array.from({ length: 20 }, (_, index) => String(index));
    const calls = names.map((sessionId) => watch(channel.unary(heartbeat, { sessionId })));
    await turns();
    realTime.advance(49);
    await turns();
    expect(carriedOut).toEqual([]);
    for (let step = 0; step < 101; step++) {
      realTime.advance(1);
      await turns();
    }
    expect(carriedOut).toEqual(names);
    realTime.advance(150);
    await turns();
    for (const { outcome } of calls)
      expect(outcome).toMatchObject({ $typeName: 'docker.swarmkit.v1.HeartbeatResponse' });
    channel.destroy();
    realTime.advance(150);
    await turns();
  });

  it('loses requests, loses answers, and repeats requests', async () => {
    const channel = await connect();
    const outcomeOf = async (sessionId: string): Promise<unknown> => {
      const call = watch(channel.unary(heartbeat, { sessionId }, { timeoutMs: 1000 }));
      await turns();
      realTime.advance(1000);
      await turns();
      return call.outcome;
    };
    faults.loseRequests(1);
    expect(await outcomeOf('lost')).toMatchObject({ code: 'DeadlineExceeded' });
    faults.loseRequests(0);
    faults.loseAnswers(1);
    expect(await outcomeOf('unanswered')).toMatchObject({ code: 'DeadlineExceeded' });
    faults.loseAnswers(0);
    faults.repeat(1);
    expect(await outcomeOf('twice')).toMatchObject({ $typeName: 'docker.swarmkit.v1.HeartbeatResponse' });
    faults.repeat(0);
    expect(await outcomeOf('once')).toMatchObject({ $typeName: 'docker.swarmkit.v1.HeartbeatResponse' });
    expect(carriedOut).toEqual(['unanswered', 'twice', 'twice', 'once']);
    channel.destroy();
  });

  it('lets whoever waits for what was lost know that the connection has ended', async () => {
    const channel = await connect();
    faults.loseRequests(1);
    const lost = watch(channel.unary(heartbeat, {}));
    await port.port.close(50);
    await turns();
    expect(lost.outcome).toMatchObject({ code: 'Unavailable' });
  });

  it('loses about as many as it was told to, the same ones for the same chance', async () => {
    const run = async (): Promise<number[]> => {
      const faulty = faultyNetwork(inner, realTime, seededEntropy('7'));
      const { channel } = await faulty.network.connect({
        address: port.port.address,
        checkServer: () => undefined,
        timeoutMs: 5000,
      });
      faulty.faults.loseRequests(0.3);
      carriedOut = [];
      const calls = Array.from({ length: 200 }, (_, index) =>
        channel.unary(heartbeat, { sessionId: String(index) }).catch(() => undefined),
      );
      await turns();
      channel.destroy();
      await Promise.all(calls);
      return carriedOut.map(Number);
    };
    const first = await run();
    expect(first.length).toBeGreaterThan(110);
    expect(first.length).toBeLessThan(170);
    expect(await run()).toEqual(first);
  });

  it('of a silent node holds everything, deadlines too, until the node wakes', async () => {
    const channel = await connect();
    const messages = channel.serverStream(session, {});
    await messages.next();
    faults.silence();
    const next = watch(messages.next());
    const call = watch(channel.unary(heartbeat, { sessionId: 'sent' }, { timeoutMs: 1000 }));
    const connecting = watch(connect());
    tell('meanwhile');
    await turns();
    realTime.advance(10_000);
    await turns();
    expect(carriedOut).toEqual([]);
    for (const { outcome } of [next, call, connecting]) expect(outcome).toBe('nothing yet');
    faults.wake();
    await turns();
    expect(next.outcome).toMatchObject({ value: { sessionId: 'meanwhile' } });
    expect(call.outcome).toMatchObject({ code: 'DeadlineExceeded' });
    expect(connecting.outcome).toMatchObject({ code: 'timeout' });
    channel.destroy();
  });

  it('reaches the port of its node, too', async () => {
    const seen: string[] = [];
    await using own = await openNetworkPort(network, (services) =>
      services.implement(Dispatcher, {
        heartbeat: ({ sessionId }) => {
          seen.push(sessionId);
          return {};
        },
        session: async function* () {
          yield { sessionId: 'first' };
        },
      }),
    );
    const address = { address: own.port.address, checkServer: () => undefined, timeoutMs: 5000 };
    const { channel } = await inner.connect(address);
    faults.cut('incoming');
    const unheard = watch(channel.unary(heartbeat, { sessionId: 'a' }));
    await turns();
    expect([seen, unheard.outcome]).toEqual([[], 'nothing yet']);
    faults.heal();
    await turns();
    expect([seen, unheard.outcome]).toMatchObject([['a'], {}]);
    faults.cut('outgoing');
    const unanswered = watch(channel.unary(heartbeat, { sessionId: 'b' }));
    const stream = watch(channel.serverStream(session, {}).next());
    await turns();
    expect([seen, unanswered.outcome, stream.outcome]).toEqual([['a', 'b'], 'nothing yet', 'nothing yet']);
    faults.heal();
    await turns();
    expect(stream.outcome).toMatchObject({ value: { sessionId: 'first' } });
    channel.destroy();
  });
});
