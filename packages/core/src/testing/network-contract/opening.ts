import { describe, expect, it } from 'vitest';
import { Dispatcher } from '../../wire/gen/swarmkit_pb.ts';
import type { Network } from '../../wire/network.ts';
import { makeAuthority, makeLeaf, makeRoot, noon, otherKey } from '../certificates.ts';
import { openNetworkPort, shown } from '../network-port.ts';
import { implement, open } from './manager.ts';

const { heartbeat } = Dispatcher.method;

/** How connections come about, and how not. */
export function describeOpening(name: string, network: Network): void {
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
      await using port = await open(network);
      await expect(port.connect({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
      const giveUp = new AbortController();
      const connecting = port.connect({ signal: giveUp.signal });
      giveUp.abort();
      await expect(connecting).rejects.toMatchObject({ code: 'canceled' });
    });

    it('fails with what the check of the server says', async () => {
      await using port = await open(network);
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
      await using port = await open(network);
      await using other = await open(network);
      await expect(port.connect({ address: other.port.address })).rejects.toMatchObject({ code: 'unknown-authority' });
      port.port.show(await port.member('worker'));
      await expect(port.connect()).rejects.toMatchObject({ code: 'host-name' });
      const dates = { notBefore: noon - 2000, notAfter: noon - 1000 };
      port.port.show(shown(await makeLeaf(port.root, { role: 'manager' }, dates)));
      await expect(port.connect()).rejects.toMatchObject({ code: 'expired' });
    });

    it('is not noticed to have failed before the first call, where the server refuses the client', async () => {
      await using port = await open(network);
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
      await using port = await open(network);
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
      await using port = await open(network);
      await expect(openNetworkPort(network, implement, { port: port.port.port })).rejects.toMatchObject({
        code: 'EADDRINUSE',
      });
      expect(port.port.address).toBe(`127.0.0.1:${port.port.port}`);
    });
  });
}
