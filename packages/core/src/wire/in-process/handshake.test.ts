import { describe, expect, it } from 'vitest';
import { systemEntropy } from '../../entropy/entropy.ts';
import { makeLeaf, makeRoot, otherKey } from '../../testing/certificates.ts';
import { openNetworkPort, shown } from '../../testing/network-port.ts';
import { CA, Dispatcher } from '../gen/swarmkit_pb.ts';
import { shownIdentity } from '../shown-identity.ts';
import { checkProof, nonceLength, prove } from './handshake.ts';
import type { Nonces, Proof } from './handshake.ts';
import { inProcessNetwork } from './network.ts';

const draw = (): Nonces => ({ client: systemEntropy.bytes(nonceLength), server: systemEntropy.bytes(nonceLength) });

describe('a proof', () => {
  it.each(['P-256', 'P-384', 'P-521', 'rsa-2048'] as const)('is made and checked with a key of %s', async (kind) => {
    const keys = kind === 'P-256' ? systemEntropy.newKey() : otherKey(kind);
    const identity = shown(await makeLeaf(await makeRoot(), {}, { keys }));
    const nonces = draw();
    for (const end of ['client', 'server'] as const) checkProof(end, prove(end, identity, nonces), nonces);
  });

  it('is good for one end, one key and one pair of nonces', async () => {
    const root = await makeRoot();
    const [one, other] = [await makeLeaf(root), await makeLeaf(root)];
    const nonces = draw();
    const proof = prove('client', shown(one), nonces);
    const wrong: readonly [Proof, Nonces][] = [
      [prove('server', shown(one), nonces), nonces],
      [prove('client', shownIdentity([one.certificate], other.key), nonces), nonces],
      [proof, { ...nonces, client: draw().client }],
      [proof, { ...nonces, server: draw().server }],
      [proof, { client: nonces.server, server: nonces.client }],
      [{ ...proof, chain: [other.certificate.der] }, nonces],
      [{ ...proof, signature: new Uint8Array() }, nonces],
    ];
    for (const [given, over] of wrong) {
      expect(() => checkProof('client', given, over)).toThrow('does not hold the key of the certificate');
    }
    checkProof('client', proof, nonces);
  });

  it('is not asked of whoever shows nothing', () => {
    checkProof('client', prove('client', undefined, draw()), draw());
  });

  it('is not looked at behind a chain that is too long', async () => {
    const leaf = await makeLeaf(await makeRoot());
    const nonces = draw();
    const identity = shown(leaf, ...Array.from({ length: 10 }, () => leaf));
    expect(() => checkProof('client', prove('client', identity, nonces), nonces)).toThrow('more than 10 certificates');
  });
});

describe('a handshake within the process', () => {
  const network = inProcessNetwork(systemEntropy);
  const implement = () => undefined;

  it('turns away a server, and a client, that shows what belongs to another', async () => {
    await using port = await openNetworkPort(network, implement);
    const { certificates } = await port.member('worker-1');
    const { key } = await port.member('worker-2');
    const stolen = shownIdentity(certificates, key);
    const channel = await port.connect({ identity: stolen });
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({ code: 'Unavailable' });
    expect(port.refusals).toEqual([expect.objectContaining({ code: 'handshake' })]);
    port.port.show(stolen);
    const checked: unknown[] = [];
    const checkServer = () => {
      checked.push('a chain');
      return { nodeId: '', units: [], organization: '' };
    };
    await expect(port.connect({ checkServer })).rejects.toMatchObject({ code: 'handshake' });
    expect(checked).toEqual([]);
  });

  it('shows nothing to a server that was not found good', async () => {
    const shownToServer: unknown[] = [];
    await using port = await openNetworkPort(network, implement, {
      checkClient: (chain) => void shownToServer.push(chain),
    });
    await using other = await openNetworkPort(network, implement);
    const identity = await other.member('worker');
    await expect(other.connect({ address: port.port.address, identity })).rejects.toMatchObject({
      code: 'unknown-authority',
    });
    for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(shownToServer).toEqual([]);
  });

  it('leaves nothing to do on a connection whose client was turned away', async () => {
    let carriedOut = 0;
    await using port = await openNetworkPort(
      network,
      (services) =>
        services.implement(CA, {
          getRootCACertificate: () => {
            carriedOut++;
            return {};
          },
        }),
      {
        checkClient: () => {
          throw new Error('nobody today');
        },
      },
    );
    const channel = await port.connect();
    const calls = Array.from({ length: 3 }, () => channel.unary(CA.method.getRootCACertificate, {}));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(carriedOut).toBe(0);
  });

  it('is followed by no call that meets the server as it stops', async () => {
    let begun = 0;
    const port = await openNetworkPort(network, (services) =>
      services.implement(Dispatcher, {
        heartbeat: () => ({}),
        session: async function* () {
          begun++;
          await new Promise<never>(() => undefined);
        },
      }),
    );
    const channel = await port.connect();
    await channel.unary(Dispatcher.method.heartbeat, {});
    const next = channel.serverStream(Dispatcher.method.session, {}).next();
    const stopped = port.port.close(60_000);
    await expect(next).rejects.toMatchObject({ code: 'Unavailable', message: 'the manager is shutting down' });
    await stopped;
    expect(begun).toBe(0);
  });
});
