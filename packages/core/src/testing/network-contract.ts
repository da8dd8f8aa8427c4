import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CA, Dispatcher, NodeCA } from '../wire/gen/swarmkit_pb.ts';
import { RpcError } from '../wire/grpc/status.ts';
import type { Network } from '../wire/network.ts';
import type { Services } from '../wire/services.ts';
import { makeAuthority, makeLeaf, makeRoot, noon, otherKey } from './certificates.ts';
import { openNetworkPort, shown } from './network-port.ts';
import type { Peer } from './network-port.ts';

const { heartbeat, session } = Dispatcher.method;

/** Answers what it is asked, and can be slow, wrong and endless. */
function implement(services: Services<Peer>): void {
  services.implement(Dispatcher, {
    heartbeat: async ({ sessionId }, { peer, signal }) => {
      if (sessionId === 'slow') await once(signal, 'abort');
      if (sessionId === 'missing') throw new RpcError('NotFound', 'nobody «here»: 100 %\nat all', { next: 'go away' });
      if (sessionId === 'broken') throw new TypeError('something of ours: secret');
      return { period: { seconds: BigInt(peer.identity?.nodeId.length ?? 0) } };
    },
    session: async function* ({ sessionId }, { signal }) {
      for (let count = 0; count < Number(sessionId); count++) yield { sessionId: String(count) };
      if (sessionId === 'once') yield { sessionId: 'first' };
      if (sessionId === 'removed') {
        yield { sessionId: 'first' };
        throw new RpcError('PermissionDenied', 'removed');
      }
      if (sessionId === 'endless') {
        yield { sessionId: 'first' };
        await once(signal, 'abort');
      }
    },
  });
}

/** What nodes and managers rely on, whatever they are connected by. */
export function describeNetwork(name: string, network: Network): void {
  const open = (more: (services: Services<Peer>) => void = () => undefined) =>
    openNetworkPort(network, (services) => {
      implement(services);
      more(services);
    });

  describe(`calls over ${name}`, () => {
    it('are answered, and the handler knows who calls', async () => {
      await using port = await open();
      const worker = await port.connect({ identity: await port.member('worker-1') });
      expect((await worker.unary(heartbeat, { sessionId: 'x' })).period?.seconds).toBe(8n);
      const nobody = await port.connect();
      expect((await nobody.unary(heartbeat, { sessionId: 'x' })).period?.seconds).toBe(0n);
      expect(port.refusals).toEqual([]);
    });

    it('say where they come from, and by what agent', async () => {
      const seen: unknown[] = [];
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: (_request, { peer, metadata }) => {
            seen.push([peer.host, ...metadata.get('user-agent')]);
            return {};
          },
        }),
      );
      await (await port.connect()).unary(heartbeat, {});
      await (await port.connect({ userAgent: 'a lab' })).unary(heartbeat, {});
      expect(seen).toEqual([
        ['127.0.0.1', 'swarmpki'],
        ['127.0.0.1', 'a lab'],
      ]);
    });

    it('bring metadata, every value by itself, and none in place of their own', async () => {
      const seen = Promise.withResolvers<unknown>();
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: (_request, { metadata }) => {
            seen.resolve(['ou', 'one', 'user-agent', 'none'].map((key) => metadata.get(key)));
            return {};
          },
        }),
      );
      const channel = await port.connect();
      const units = ['swarm-worker', 'swarm-manager, of another'];
      const call = channel.unary(heartbeat, {}, { metadata: { ou: units, one: 'value', 'user-agent': 'no' } });
      units.push('after the call was made');
      await call;
      expect(await seen.promise).toEqual([['swarm-worker', 'swarm-manager, of another'], ['value'], ['swarmpki'], []]);
    });

    it('share nothing between the ends', async () => {
      const answer = { certificate: Buffer.from('root') };
      const received: Uint8Array[] = [];
      await using port = await openNetworkPort(network, (services) => {
        services.implement(CA, { getRootCACertificate: () => answer });
        services.implement(NodeCA, {
          issueNodeCertificate: async ({ csr }) => {
            received.push(csr);
            return { nodeId: Buffer.from(csr).toString() };
          },
        });
      });
      const channel = await port.connect();
      const csr = Buffer.from('request');
      const call = channel.unary(NodeCA.method.issueNodeCertificate, { csr });
      csr.fill(0x2a);
      expect(await call).toMatchObject({
        nodeId: 'request',
        $typeName: 'docker.swarmkit.v1.IssueNodeCertificateResponse',
      });
      received[0]?.fill(0x2b);
      expect(csr.toString()).toBe('*******');
      const { certificate } = await channel.unary(CA.method.getRootCACertificate, {});
      certificate.fill(0);
      expect(answer.certificate.toString()).toBe('root');
    });

    it('bring the error of the handler, word for word and no more', async () => {
      await using port = await open();
      const error = await (await port.connect()).unary(heartbeat, { sessionId: 'missing' }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(RpcError);
      expect(error).toMatchObject({ code: 'NotFound', message: 'nobody «here»: 100 %\nat all', next: undefined });
    });

    it('tell nothing of what the handler threw by accident, and report it', async () => {
      await using port = await open();
      const call = (await port.connect()).unary(heartbeat, { sessionId: 'broken' });
      await expect(call).rejects.toMatchObject({ code: 'Internal', message: 'internal error' });
      expect(port.errors).toEqual([expect.objectContaining({ message: 'something of ours: secret' })]);
    });

    it('of what is not there are refused in the words of grpc-go', async () => {
      await using port = await open();
      const channel = await port.connect();
      await expect(channel.unary(CA.method.getUnlockKey, {})).rejects.toMatchObject({
        code: 'Unimplemented',
        message: 'unknown service docker.swarmkit.v1.CA',
      });
      await expect(channel.serverStream(Dispatcher.method.assignments, {}).next()).rejects.toMatchObject({
        code: 'Unimplemented',
        message: 'unknown method Assignments for service docker.swarmkit.v1.Dispatcher',
      });
    });

    it('can be large, and many at a time', async () => {
      await using port = await openNetworkPort(network, (services) =>
        services.implement(NodeCA, {
          issueNodeCertificate: ({ csr, token }) => ({ nodeId: `${token} ${csr.length}` }),
        }),
      );
      const channel = await port.connect();
      const large = await channel.unary(NodeCA.method.issueNodeCertificate, { csr: new Uint8Array(3_000_000) });
      expect(large.nodeId).toBe(' 3000000');
      const tokens = Array.from({ length: 500 }, (_, index) => String(index));
      const answers = await Promise.all(
        tokens.map((token) => channel.unary(NodeCA.method.issueNodeCertificate, { token })),
      );
      expect(answers.map(({ nodeId }) => nodeId)).toEqual(tokens.map((token) => `${token} 0`));
    });

    it('end at their deadline, which the handler hears', async () => {
      const heard = Promise.withResolvers<boolean>();
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: async (_request, { signal }) => {
            await once(signal, 'abort');
            heard.resolve(signal.aborted);
            throw signal.reason;
          },
        }),
      );
      const channel = await port.connect();
      const late = { code: 'DeadlineExceeded', message: 'context deadline exceeded' };
      await expect(channel.unary(heartbeat, {}, { timeoutMs: 20 })).rejects.toMatchObject(late);
      expect(await heard.promise).toBe(true);
      await expect(channel.unary(heartbeat, {}, { timeoutMs: 0 })).rejects.toMatchObject(late);
      expect(port.errors, 'to be interrupted is no fault').toEqual([]);
    });

    it('can be given up, before and after they have begun', async () => {
      const begun = Promise.withResolvers<void>();
      const heard = Promise.withResolvers<void>();
      let calls = 0;
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: async (_request, { signal }) => {
            calls++;
            begun.resolve();
            await once(signal, 'abort');
            heard.resolve();
            return {};
          },
        }),
      );
      const channel = await port.connect();
      await expect(channel.unary(heartbeat, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'Canceled',
        message: 'the call was canceled before it was made',
      });
      const giveUp = new AbortController();
      const call = channel.unary(heartbeat, {}, { signal: giveUp.signal });
      await begun.promise;
      giveUp.abort();
      await expect(call).rejects.toMatchObject({ code: 'Canceled', message: 'context canceled' });
      await heard.promise;
      expect(calls).toBe(1);
    });
  });

  describe(`a call over ${name} that is given up at once`, () => {
    it('leaves no handler behind that waits', async () => {
      let waiting = 0;
      await using port = await openNetworkPort(network, (services) =>
        services.implement(Dispatcher, {
          heartbeat: async ({ sessionId }, { signal }) => {
            if (sessionId === 'x') return {};
            waiting++;
            await once(signal, 'abort');
            waiting--;
            return {};
          },
        }),
      );
      const channel = await port.connect();
      const giveUp = new AbortController();
      const call = channel.unary(heartbeat, {}, { signal: giveUp.signal });
      giveUp.abort();
      await expect(call).rejects.toMatchObject({ code: 'Canceled' });
      await channel.unary(heartbeat, { sessionId: 'x' });
      expect(waiting).toBe(0);
    });
  });

  describe(`streams over ${name}`, () => {
    it('bring everything in order, and end', async () => {
      await using port = await open();
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
      await using port = await open();
      const messages = (await port.connect()).serverStream(session, { sessionId: 'removed' });
      expect((await messages.next()).value).toMatchObject({ sessionId: 'first' });
      await expect(messages.next()).rejects.toMatchObject({ code: 'PermissionDenied', message: 'removed' });
      expect(await messages.next()).toEqual({ done: true, value: undefined });
    });

    it('end at a signal and at a deadline', async () => {
      await using port = await open();
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
      await using port = await open((services) =>
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
      await using port = await open();
      const channel = await port.connect();
      const call = channel.unary(heartbeat, { sessionId: 'slow' });
      for await (const message of channel.serverStream(session, { sessionId: 'once' })) void message;
      const outcome = expect(call).rejects.toMatchObject({ code: 'Unavailable' });
      await port.port.close(20);
      await outcome;
      await channel.closed;
    });
  });

  describe(`opening a connection over ${name}`, () => {
    const nobody = { address: '127.0.0.1:1', checkServer: () => undefined, timeoutMs: 1000 };

    it('fails where nobody listens, where nothing can, and when it is given up', async () => {
      await expect(network.connect(nobody)).rejects.toMatchObject({
        code: 'refused',
        message: 'dial tcp 127.0.0.1:1: connect: connection refused',
      });
      await expect(network.connect({ ...nobody, address: '127.0.0.1:0' })).rejects.toMatchObject({
        code: 'unreachable',
      });
      await using port = await open();
      await expect(port.connect({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
      const giveUp = new AbortController();
      const connecting = port.connect({ signal: giveUp.signal });
      giveUp.abort();
      await expect(connecting).rejects.toMatchObject({ code: 'canceled' });
    });

    it('fails with what the check of the server says', async () => {
      await using port = await open();
      const checkServer = (): never => {
        throw new Error('not this one');
      };
      await expect(port.connect({ checkServer, identity: await port.member('worker') })).rejects.toThrow(
        'not this one',
      );
    });

    it('shows each end the chain of the other, as it was sent', async () => {
      const root = await makeRoot();
      const middle = await makeAuthority({ issuer: root, subject: 'middle' });
      const seen: (readonly string[])[] = [];
      const note = (chain: readonly Uint8Array[]): undefined => {
        seen.push(chain.map((der) => Buffer.from(der).toString('hex')));
      };
      const hex = (...chain: { readonly certificate: { readonly der: Uint8Array } }[]): string[] =>
        chain.map(({ certificate }) => Buffer.from(certificate.der).toString('hex'));
      const manager = await makeLeaf(middle, { role: 'manager' });
      const worker = await makeLeaf(root, {}, { keys: otherKey('rsa-2048') });
      await using port = await openNetworkPort(network, implement, {
        identity: shown(manager, middle),
        checkClient: note,
      });
      const checkServer = (chain: readonly Uint8Array[]) => {
        note(chain);
        return { nodeId: '', units: [], organization: '' };
      };
      await (await port.connect({ checkServer, identity: shown(worker, middle, root) })).unary(heartbeat, {});
      await (await port.connect({ checkServer })).unary(heartbeat, {});
      const ofServer = hex(manager, middle);
      expect(seen).toEqual([ofServer, hex(worker, middle, root), ofServer, []]);
    });

    it('fails at a server of another root, under another name, and with a certificate that has expired', async () => {
      await using port = await open();
      await using other = await open();
      await expect(port.connect({ address: other.port.address })).rejects.toMatchObject({ code: 'unknown-authority' });
      port.port.show(await port.member('worker'));
      await expect(port.connect()).rejects.toMatchObject({ code: 'host-name' });
      const dates = { notBefore: noon - 2000, notAfter: noon - 1000 };
      port.port.show(shown(await makeLeaf(port.root, { role: 'manager' }, dates)));
      await expect(port.connect()).rejects.toMatchObject({ code: 'expired' });
    });

    it('is not noticed to have failed before the first call, where the server refuses the client', async () => {
      await using port = await open();
      const expired = await makeLeaf(port.root, {}, { notBefore: noon - 2000, notAfter: noon - 1000 });
      const stranger = await makeLeaf(await makeRoot());
      for (const [leaf, code] of [
        [expired, 'expired'],
        [stranger, 'unknown-authority'],
      ] as const) {
        const channel = await port.connect({ identity: shown(leaf) });
        await expect(channel.unary(heartbeat, {})).rejects.toMatchObject({
          code: 'Unavailable',
          message: expect.stringMatching(/^connection error: the server ended the connection at its beginning/),
          next: expect.stringMatching(/certificate/),
        });
        await channel.closed;
        expect(port.refusals.at(-1)).toMatchObject({ code });
      }
      expect(port.refusals).toHaveLength(2);
    });

    it('goes to what is shown now; who is connected stays', async () => {
      await using port = await open();
      const before = await port.connect();
      const names: string[] = [];
      const checkServer = ([leaf]: readonly Uint8Array[]) => {
        names.push(
          Buffer.from(leaf ?? [])
            .toString('latin1')
            .includes('manager-2')
            ? 'manager-2'
            : 'another',
        );
        return { nodeId: '', units: [], organization: '' };
      };
      await port.connect({ checkServer });
      port.port.show(shown(await makeLeaf(port.root, { role: 'manager', nodeId: 'manager-2' })));
      await port.connect({ checkServer });
      expect(names).toEqual(['another', 'manager-2']);
      await before.unary(heartbeat, {});
    });

    it('needs a port of its own', async () => {
      await using port = await open();
      await expect(openNetworkPort(network, implement, { port: port.port.port })).rejects.toMatchObject({
        code: 'EADDRINUSE',
      });
      expect(port.port.address).toBe(`127.0.0.1:${port.port.port}`);
    });
  });
}
