import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CA, Dispatcher, NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import type { Network } from '../../wire/network.ts';
import { openNetworkPort } from '../network-port.ts';
import { open } from './manager.ts';

const { heartbeat } = Dispatcher.method;

/** Calls with one answer. */
export function describeCalls(name: string, network: Network): void {
  describe(`calls over ${name}`, () => {
    it('are answered, and the handler knows who calls', async () => {
      await using port = await open(network);
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
      await using port = await open(network);
      const error = await (await port.connect()).unary(heartbeat, { sessionId: 'missing' }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(RpcError);
      expect(error).toMatchObject({ code: 'NotFound', message: 'nobody «here»: 100 %\nat all', next: undefined });
    });

    it('tell nothing of what the handler threw by accident, and report it', async () => {
      await using port = await open(network);
      const call = (await port.connect()).unary(heartbeat, { sessionId: 'broken' });
      await expect(call).rejects.toMatchObject({ code: 'Internal', message: 'internal error' });
      expect(port.errors).toEqual([expect.objectContaining({ message: 'something of ours: secret' })]);
    });

    it('of what is not there are refused in the words of grpc-go', async () => {
      await using port = await open(network);
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
}
