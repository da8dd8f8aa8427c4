import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../clock/manual-clock.ts';
import { makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import type { Authority } from '../../testing/certificates.ts';
import { openNetworkPort, shown } from '../../testing/network-port.ts';
import type { NetworkPort } from '../../testing/network-port.ts';
import { IssuanceStatus_State, NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import type { Channel, Network } from '../../wire/network.ts';
import { tlsNetwork } from '../../wire/tls-network.ts';
import { readNodeCertificates } from './read-node-certificates.ts';
import type { NodeCertificateReading } from './read-node-certificates.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const { ISSUED, FAILED, ROTATE } = IssuanceStatus_State;

/** What a manager says of its nodes, by their ids: PEM, or how else it answers. */
type Known = Record<string, string | IssuanceStatus_State>;

async function openManager(known: Known): Promise<NetworkPort & { readonly most: () => number }> {
  let [open, most] = [0, 0];
  const port = await openNetworkPort(tlsNetwork, (services) =>
    services.implement(NodeCA, {
      nodeCertificateStatus: async ({ nodeId }, { signal }) => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        open--;
        const answer = known[nodeId];
        if (answer === undefined) throw new RpcError('NotFound', 'NotFound');
        if (answer === 'pending') await once(signal, 'abort');
        if (typeof answer !== 'string') return { status: { state: answer, err: 'CSR Decode failed' } };
        return { status: { state: ROTATE }, certificate: { certificate: Buffer.from(answer), cn: nodeId } };
      },
    }),
  );
  return { ...port, most: () => most };
}

const worker = (ID: string): { ID: string; ManagerStatus: undefined } => ({ ID, ManagerStatus: undefined });
const manager = (ID: string, Addr: string, Leader = true) => ({
  ID,
  ManagerStatus: { Leader, Reachability: 'reachable', Addr },
});

function read(
  nodes: Parameters<typeof readNodeCertificates>[0]['nodes'],
  { pem }: Authority,
  signal = new AbortController().signal,
): Promise<readonly NodeCertificateReading[]> {
  return readNodeCertificates({ nodes, trustRoot: pem, clock: manualClock(noon), signal });
}

describe('the certificates of a real swarm’s nodes', () => {
  it('are read at a manager’s port: times, renewal, serial number, issuer', async () => {
    const known: Known = {};
    await using port = await openManager(known);
    const leaf = await makeLeaf(
      port.root,
      { nodeId: 'w' },
      { notBefore: noon - 10 * day, notAfter: noon + 90 * day, serialNumber: Uint8Array.of(0x1a, 0x0b) },
    );
    known['w'] = leaf.pem;
    const [, reading] = await read([manager('manager', port.port.address), worker('w')], port.root);
    expect(reading).toEqual({
      nodeId: 'w',
      certificate: {
        role: 'worker',
        notBefore: noon - 10 * day,
        notAfter: noon + 90 * day,
        renewal: { from: noon + 40 * day, until: noon + 70 * day },
        serialNumber: '1A0B',
        issuer: { subject: port.root.certificate.subject, spki: port.root.certificate.spki },
      },
    });
  });

  it('come with what was read where that is wanted', async () => {
    const known: Known = {};
    await using port = await openManager(known);
    known['w'] = (await makeLeaf(port.root, { nodeId: 'w' })).pem;
    const nodes = [manager('manager', port.port.address), worker('w')];
    const { signal } = new AbortController();
    const options = { nodes, trustRoot: port.root.pem, clock: manualClock(noon), signal };
    const [, reading] = await readNodeCertificates({ ...options, withChain: true });
    expect(reading).toMatchObject({ chain: [known['w']] });
    expect((await readNodeCertificates(options))[1]).not.toHaveProperty('chain');
  });

  it('are asked of managers that are not among those that are asked for', async () => {
    const known: Known = {};
    await using port = await openManager(known);
    known['w'] = (await makeLeaf(port.root, { nodeId: 'w' })).pem;
    const [reading] = await readNodeCertificates({
      nodes: [worker('w')],
      managers: [manager('manager', port.port.address)],
      trustRoot: port.root.pem,
      clock: manualClock(noon),
      signal: new AbortController().signal,
    });
    expect(reading).toMatchObject({ nodeId: 'w', certificate: { role: 'worker' } });
  });

  it('are told of those that have expired, or are not valid yet', async () => {
    const known: Known = {};
    await using port = await openManager(known);
    known['old'] = (await makeLeaf(port.root, { nodeId: 'old' }, { notAfter: noon - minute })).pem;
    known['new'] = (await makeLeaf(port.root, { nodeId: 'new' }, { notBefore: noon + minute })).pem;
    const [, old, young] = await read([manager('manager', port.port.address), worker('old'), worker('new')], port.root);
    expect(old).toMatchObject({ certificate: { notAfter: noon - minute } });
    expect(young).toMatchObject({ certificate: { notBefore: noon + minute } });
  });

  it('of a manager that made its own is seen where it shows it', async () => {
    await using port = await openManager({ manager: ISSUED });
    const [reading] = await read([manager('manager', port.port.address)], port.root);
    expect(reading).toMatchObject({ certificate: { notAfter: noon + 365 * day } });
  });

  it('each have a reason if they cannot be read', async () => {
    const known: Known = { failed: FAILED, none: ISSUED, noise: 'noise', made: ISSUED };
    await using port = await openManager(known);
    known['foreign'] = (await makeLeaf(await makeRoot(), { nodeId: 'foreign' })).pem;
    known['swapped'] = (await makeLeaf(port.root, { nodeId: 'another' })).pem;
    const workers = ['failed', 'none', 'noise', 'foreign', 'swapped', 'removed'].map(worker);
    const readings = await read(
      // An address of another manager shows another certificate: that is not taken for its own.
      [manager('manager', port.port.address), manager('made', port.port.address, false), ...workers],
      port.root,
    );
    const codes = readings.map((reading) => ('problem' in reading ? reading.problem.code : 'read'));
    expect(codes).toEqual([
      'read',
      'no-certificate',
      'not-issued',
      'no-certificate',
      'malformed-pem',
      'unknown-authority',
      'another-node',
      'NotFound',
    ]);
  });

  it('are asked of another manager when the first cannot be reached', async () => {
    const known: Known = {};
    await using gone = await openManager({});
    await gone.port.close();
    await using port = await openManager(known);
    known['w'] = (await makeLeaf(port.root, { nodeId: 'w' })).pem;
    const [first, , third] = await read(
      [manager('gone', gone.port.address), manager('manager', port.port.address, false), worker('w')],
      port.root,
    );
    expect(first).toMatchObject({ problem: { code: 'NotFound' } });
    expect(third).toMatchObject({ certificate: { notAfter: noon + 365 * day } });
  });

  it('are asked of the leader first, and no connection is left open', async () => {
    await using follower = await openManager({});
    await using leader = await openManager({ leader: ISSUED });
    const dialled: string[] = [];
    const channels: Channel[] = [];
    const network: Network = {
      ...tlsNetwork,
      connect: async (options) => {
        dialled.push(options.address);
        const connection = await tlsNetwork.connect(options);
        channels.push(connection.channel);
        return connection;
      },
    };
    await readNodeCertificates({
      nodes: [manager('follower', follower.port.address, false), manager('leader', leader.port.address)],
      trustRoot: leader.root.pem,
      network,
      clock: manualClock(noon),
      signal: new AbortController().signal,
    });
    expect(dialled[0]).toBe(leader.port.address);
    expect(channels).toHaveLength(3);
    await Promise.all(channels.map(({ closed }) => closed));
  });

  it('are not asked of a manager of another swarm', async () => {
    await using port = await openManager({ w: 'secret' });
    const readings = await read([manager('manager', port.port.address), worker('w')], await makeRoot());
    expect(readings).toMatchObject([{ problem: { code: 'no-manager' } }, { problem: { code: 'no-manager' } }]);
    expect(port.most()).toBe(0);
  });

  it('of a manager whose own has expired is told all the same', async () => {
    await using port = await openManager({});
    const expired = await makeLeaf(port.root, { role: 'manager', nodeId: 'manager' }, { notAfter: noon - minute });
    port.port.show(shown(expired));
    const readings = await read([manager('manager', port.port.address), worker('w')], port.root);
    expect(readings).toMatchObject([{ certificate: { notAfter: noon - minute } }, { problem: { code: 'no-manager' } }]);
  });

  it('of many are asked for a few at a time', async () => {
    const known: Known = {};
    await using port = await openManager(known);
    const { pem } = await makeLeaf(port.root, { nodeId: 'w' });
    known['w'] = pem;
    const readings = await read(
      [manager('manager', port.port.address), ...Array.from({ length: 100 }, () => worker('w'))],
      port.root,
    );
    expect(readings.slice(1).every((reading) => 'certificate' in reading)).toBe(true);
    expect(port.most()).toBeGreaterThan(1);
    expect(port.most()).toBeLessThanOrEqual(16);
  });

  it('end with the signal', async () => {
    await using port = await openManager({ w: 'pending' });
    const ending = new AbortController();
    const reading = read([manager('manager', port.port.address), worker('w')], port.root, ending.signal);
    setImmediate(() => ending.abort());
    expect((await reading).every((one) => 'problem' in one)).toBe(true);
  });
});
