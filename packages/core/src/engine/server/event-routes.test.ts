import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { serveFakeEngine } from '../../testing/engine.ts';
import { engineEvent } from '../shapes/event.ts';
import type { EngineEvent } from '../shapes/event.ts';

/** @param at s since epoch */
function eventAt(at: number, id = 'n1', attributes: object = { name: 'first' }, changes: object = {}): EngineEvent {
  const Actor = { ID: id, Attributes: attributes };
  return engineEvent.read(
    { Type: 'node', Action: 'update', Actor, scope: 'swarm', time: at, timeNano: at * 1e9, ...changes },
    '',
  );
}

/** The lines of a stream as they come. */
function follow(
  socketPath: string,
  path: string,
): AsyncGenerator<EngineEvent, void> & { readonly begun: Promise<void> } {
  const begun = Promise.withResolvers<void>();
  async function* events(): AsyncGenerator<EngineEvent, void> {
    const call = request({ socketPath, path, agent: false }).end();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      call.once('response', resolve).once('error', reject);
    });
    // It is this end that goes away.
    answer.on('error', () => undefined);
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    try {
      begun.resolve();
      const lines = createInterface({ input: answer }).on('error', () => undefined);
      for await (const line of lines) yield engineEvent.read(JSON.parse(line), '');
    } finally {
      call.destroy();
    }
  }
  return Object.assign(events(), { begun: begun.promise });
}

async function all(events: AsyncIterable<EngineEvent>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { Actor } of events) ids.push(Actor.ID);
  return ids;
}

describe('events', () => {
  it('are told as they happen, in lines of JSON, until the client leaves', async () => {
    await using served = await serveFakeEngine();
    const { engine } = served;
    engine.past = [eventAt(1)];
    const events = follow(served.path, '/events');
    const first = events.next();
    await vi.waitFor(() => expect(engine.listeners.size).toBe(1));
    engine.emit(eventAt(2, 'n2'));
    expect((await first).value).toEqual(eventAt(2, 'n2'));
    engine.emit(eventAt(3, 'n3'));
    expect((await events.next()).value).toEqual(eventAt(3, 'n3'));
    await events.return();
    await vi.waitFor(() => expect(engine.listeners.size).toBe(0));
    expect(served.errors).toEqual([]);
  });

  it('begin at once for a client, though nothing happens', async () => {
    await using served = await serveFakeEngine();
    const events = follow(served.path, '/v1.41/events');
    const first = events.next();
    await events.begun;
    await served.server.close();
    expect(await first).toEqual({ done: true, value: undefined });
  });

  it('of the past come first, without a gap', async () => {
    await using served = await serveFakeEngine();
    served.engine.past = [1, 2, 3].map((at) => eventAt(at, `n${at}`));
    const events = follow(served.path, '/events?since=2');
    expect((await events.next()).value).toMatchObject({ Actor: { ID: 'n2' } });
    served.engine.emit(eventAt(4, 'n4'));
    expect((await events.next()).value).toMatchObject({ Actor: { ID: 'n3' } });
    expect((await events.next()).value).toMatchObject({ Actor: { ID: 'n4' } });
    await events.return();
  });

  it.each<[string, readonly string[]]>([
    ['until=2', ['n1', 'n2']],
    ['until=1.999999999', ['n1']],
    ['until=1.9999999999', ['n1']],
    ['since=2&until=3', ['n2', 'n3']],
    ['since=2.5&until=9', ['n3']],
    ['since=-5&until=1', ['n1']],
    ['until=-1', []],
    ['until=1.', ['n1']],
  ])('end with a time that has passed: %s', async (query, expected) => {
    await using served = await serveFakeEngine({ now: () => 10_000 });
    served.engine.past = [1, 2, 3].map((at) => eventAt(at, `n${at}`));
    expect(await all(follow(served.path, `/events?${query}`))).toEqual(expected);
    expect(served.engine.listeners.size).toBe(0);
  });

  it('end when the time has come', async () => {
    let now = 9_990;
    await using served = await serveFakeEngine({ now: () => now });
    const events = follow(served.path, '/events?until=10');
    const first = events.next();
    await events.begun;
    now = 10_000;
    expect(await first).toEqual({ done: true, value: undefined });
    await vi.waitFor(() => expect(served.engine.listeners.size).toBe(0));
  });

  it('keep no timer for a client that has left', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    onTestFinished(() => [set, clear].forEach((spy) => spy.mockRestore()));
    await using served = await serveFakeEngine({ now: () => 0 });
    const events = follow(served.path, '/events?until=12345');
    const first = events.next();
    await vi.waitFor(() => expect(served.engine.listeners.size).toBe(1));
    const timer = set.mock.results[set.mock.calls.findIndex(([, delay]) => delay === 12_345_000)]?.value as unknown;
    expect(timer).toBeDefined();
    expect(clear).not.toHaveBeenCalledWith(timer);
    served.engine.emit(eventAt(1));
    await first;
    await events.return();
    await vi.waitFor(() => expect(clear).toHaveBeenCalledWith(timer));
  });

  it('end with the first one that comes too late, whatever the clock says', async () => {
    await using served = await serveFakeEngine({ now: () => 0 });
    const events = all(follow(served.path, '/events?until=4000000000'));
    await vi.waitFor(() => expect(served.engine.listeners.size).toBe(1));
    served.engine.emit(eventAt(3_999_999_999, 'n1'));
    served.engine.emit(eventAt(4_000_000_001, 'n2'));
    expect(await events).toEqual(['n1']);
  });

  it.each([
    ['since=x', 'invalid value for \'since\': invalid timestamp "x": invalid seconds "x": invalid syntax'],
    [
      'until=1.0x',
      "invalid value for 'until': invalid timestamp \"1.0x\": invalid nanoseconds: invalid character 'x' at position 1",
    ],
    [
      'until=9223372036854775808',
      'invalid value for \'until\': invalid timestamp "9223372036854775808": invalid seconds "9223372036854775808": value out of range',
    ],
    [
      `until=1.${'0'.repeat(21)}`,
      `invalid value for 'until': invalid timestamp "1.${'0'.repeat(21)}": invalid nanoseconds: length 21 exceeds maximum 20`,
    ],
    [
      'until=2020-01-01T00:00:00Z',
      'invalid value for \'until\': invalid timestamp "2020-01-01T00:00:00Z": invalid seconds "2020-01-01T00:00:00Z": invalid syntax',
    ],
    ['since=5&until=1', '`since` time (5) cannot be after `until` time (1)'],
    ['filters=x', 'invalid filter'],
  ])('are not told for %s', async (query, message) => {
    await using served = await serveFakeEngine();
    const { status, body } = await served.ask('GET', `/events?${query}`);
    expect([status, JSON.parse(body)]).toEqual([400, { message }]);
  });

  const others = [
    eventAt(1, 'n1', { name: 'first' }),
    eventAt(2, 'n2', { name: 'second', 'role.new': 'manager' }, { Action: 'create' }),
    eventAt(3, 'c1', { name: 'default' }, { Type: 'swarm' }),
    eventAt(4, 'local', {}, { scope: 'local' }),
  ];
  it.each<[string, readonly string[]]>([
    ['{}', ['n1', 'n2', 'c1', 'local']],
    ['{"type":["swarm"]}', ['c1']],
    ['{"type":{"swarm":true,"node":true},"event":{"create":true}}', ['n2']],
    ['{"scope":["swarm"]}', ['n1', 'n2', 'c1']],
    ['{"node":["n"]}', ['n1', 'n2']],
    ['{"node":["second"]}', ['n2']],
    ['{"node":["second","n1"]}', ['n1', 'n2']],
    ['{"label":["role.new"]}', ['n2']],
    ['{"label":["role.new=worker"]}', []],
    ['{"image":["default"]}', ['c1']],
    ['{"what":["ever"]}', ['n1', 'n2', 'c1', 'local']],
  ])('are filtered by %s', async (filters, expected) => {
    await using served = await serveFakeEngine({ now: () => 10_000 });
    served.engine.past = others;
    const path = `/events?until=9&filters=${encodeURIComponent(filters)}`;
    expect(await all(follow(served.path, path))).toEqual(expected);
  });
});
