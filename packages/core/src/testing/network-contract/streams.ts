import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CA, Dispatcher } from '../../wire/gen/swarmkit_pb.ts';
import type { Network } from '../../wire/network.ts';
import { openNetworkPort } from '../network-port.ts';
import { open } from './manager.ts';

const { heartbeat, session } = Dispatcher.method;

/** Calls with many answers, and what becomes of them when their connection ends. */
export function describeStreams(name: string, network: Network): void {
  describe(`streams over ${name}`, () => {
    it('bring everything in order, and end', async () => {
      await using port = await open(network);
      const channel = await port.connect();
      const seen: string[] = [];
      for await (const message of channel.serverStream(session, { sessionId: '300' })) seen.push(message.sessionId);
      expect(seen).toEqual(Array.from({ length: 300 }, (_, index) => String(index)));
    });

    it('hold the handler back while nobody reads', async () => {
      let sent = 0;
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          session: async function* () {
            for (; sent < 300; sent++) yield { sessionId: `${sent} ${'x'.repeat(4000)}` };
          },
        }),
      );
      let read = 0;
      for await (const { sessionId } of (await port.connect()).serverStream(session, {})) {
        expect(Number.parseInt(sessionId, 10)).toBe(read++);
        if (read !== 5) continue;
        for (let turn = 0; turn < 200; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
        expect(sent).toBeLessThan(200);
      }
      expect(read).toBe(300);
    });

    it('begin with their iteration, and end with it, which the handler hears', async () => {
      const left = Promise.withResolvers<void>();
      let begun = 0;
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: () => ({}),
          session: async function* (_request, { signal }) {
            begun++;
            try {
              yield { sessionId: 'first' };
              await once(signal, 'abort');
            } finally {
              left.resolve();
            }
          },
        }),
      );
      const channel = await port.connect();
      const unused = channel.serverStream(session, {});
      await channel.unary(heartbeat, {});
      expect(begun).toBe(0);
      for await (const message of channel.serverStream(session, {})) {
        expect(message.sessionId).toBe('first');
        break;
      }
      await left.promise;
      await unused.return(undefined);
      expect(begun).toBe(1);
    });

    it('can end with an error after some messages, which are read first', async () => {
      await using port = await open(network);
      const messages = (await port.connect()).serverStream(session, { sessionId: 'removed' });
      expect((await messages.next()).value).toMatchObject({ sessionId: 'first' });
      await expect(messages.next()).rejects.toMatchObject({ code: 'PermissionDenied', message: 'removed' });
      expect(await messages.next()).toEqual({ done: true, value: undefined });
    });

    it('end at a signal and at a deadline', async () => {
      await using port = await open(network);
      const channel = await port.connect();
      const giveUp = new AbortController();
      const given = channel.serverStream(session, { sessionId: 'endless' }, { signal: giveUp.signal });
      await given.next();
      giveUp.abort();
      await expect(given.next()).rejects.toMatchObject({ code: 'Canceled' });
      const timed = channel.serverStream(session, { sessionId: 'endless' }, { timeoutMs: 30 });
      await timed.next();
      await expect(timed.next()).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    });
  });

  describe(`a connection over ${name}`, () => {
    it('that is closed lets calls finish, and takes no more', async () => {
      let finish: () => void = () => undefined;
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: async () => {
            await new Promise<void>((resolve) => (finish = resolve));
            return {};
          },
          session: async function* () {
            yield { sessionId: 'first' };
          },
        }),
      );
      const channel = await port.connect();
      expect(channel.isOpen).toBe(true);
      const call = channel.unary(heartbeat, {});
      // It has begun when another one, made after it, is answered.
      for await (const message of channel.serverStream(session, {})) expect(message.sessionId).toBe('first');
      channel.close();
      expect(channel.isOpen).toBe(false);
      await expect(channel.unary(heartbeat, {})).rejects.toMatchObject({
        code: 'Unavailable',
        message: 'connection error: the connection was closed',
      });
      finish();
      await expect(call).resolves.toBeDefined();
      await channel.closed;
    });

    it('that is cut off ends its calls at both ends', async () => {
      const begun = Promise.withResolvers<void>();
      const heard = Promise.withResolvers<void>();
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: async (_request, { signal }) => {
            begun.resolve();
            await once(signal, 'abort');
            heard.resolve();
            return {};
          },
        }),
      );
      const channel = await port.connect();
      const call = channel.unary(heartbeat, {});
      await begun.promise;
      channel.destroy();
      await expect(call).rejects.toMatchObject({ code: 'Unavailable' });
      await heard.promise;
      await channel.closed;
      await expect(channel.serverStream(session, {}).next()).rejects.toMatchObject({ code: 'Unavailable' });
      channel.close();
      channel.destroy();
    });

    it('is told when the server stops: streams end, calls may finish, and then it is over', async () => {
      let finish: () => void = () => undefined;
      await using port = await open(network, (services) =>
        services.implement(CA, {
          getRootCACertificate: async () => {
            await new Promise<void>((resolve) => (finish = resolve));
            return {};
          },
        }),
      );
      const channel = await port.connect();
      const idle = await port.connect();
      const call = channel.unary(CA.method.getRootCACertificate, {});
      const messages = channel.serverStream(session, { sessionId: 'endless' });
      await messages.next();
      const stopped = port.port.close(10_000);
      await expect(messages.next()).rejects.toMatchObject({
        code: 'Unavailable',
        message: 'the manager is shutting down',
      });
      finish();
      await expect(call).resolves.toBeDefined();
      await stopped;
      await Promise.all([channel.closed, idle.closed]);
      await expect(channel.unary(heartbeat, {})).rejects.toMatchObject({ code: 'Unavailable' });
      await expect(port.connect()).rejects.toMatchObject({ code: 'refused' });
    });

    it('is cut off when its calls take too long to finish', async () => {
      await using port = await open(network);
      const channel = await port.connect();
      const call = channel.unary(heartbeat, { sessionId: 'slow' });
      for await (const message of channel.serverStream(session, { sessionId: 'once' })) void message;
      const outcome = expect(call).rejects.toMatchObject({ code: 'Unavailable' });
      await port.port.close(20);
      await outcome;
      await channel.closed;
    });
  });
}
