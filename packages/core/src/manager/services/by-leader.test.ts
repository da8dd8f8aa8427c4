import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEntropy } from '../../entropy/entropy.ts';
import { openNetworkPort } from '../../testing/network-port.ts';
import type { NetworkPort } from '../../testing/network-port.ts';
import { NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import { inProcessNetwork } from '../../wire/in-process/network.ts';
import type { Implementation, ServerCall } from '../../wire/services.ts';
import type { Peer } from '../calls.ts';
import { Forwarder } from '../forwarder.ts';
import { byLeader } from './by-leader.ts';

const network = inProcessNetwork(systemEntropy);

/** A manager at an address: says who it is, or fails. */
interface Other extends AsyncDisposable {
  readonly port: NetworkPort;
  readonly address: string;
  /** Connections that were opened to it. */
  connections: number;
  fails: RpcError | undefined;
}

let leaderAddress: string | undefined;
/** This very manager, where it leads. */
let leading: { readonly name: string } | undefined;
/** What happens while somebody is waited for to lead. */
let onWaiting: () => void;
let waits: number;
let forwarder: Forwarder;
let service: Implementation<typeof NodeCA, Peer>;
let others: Other[];

beforeEach(() => {
  [leaderAddress, leading, waits, others] = [undefined, undefined, 0, []];
  onWaiting = () => undefined;
  forwarder = new Forwarder({
    leader: () => leaderAddress,
    led: async () => {
      waits++;
      onWaiting();
    },
    connect: async (address) => {
      const found = others.find((other) => other.address === address);
      if (found) found.connections++;
      return (await network.connect({ address, checkServer: () => undefined, timeoutMs: 1000 })).channel;
    },
  });
  service = byLeader(
    NodeCA,
    () => leading,
    forwarder,
    ({ name }) => ({ issueNodeCertificate: () => ({ nodeId: name }) }),
  );
});

afterEach(async () => {
  forwarder.close();
  await Promise.all(others.map((other) => other[Symbol.asyncDispose]()));
});

async function startOther(name: string): Promise<Other> {
  const port = await openNetworkPort(network, (services) =>
    services.implement(NodeCA, {
      issueNodeCertificate: () => {
        if (other.fails) throw other.fails;
        return { nodeId: name };
      },
    }),
  );
  const other: Other = {
    port,
    address: port.port.address,
    connections: 0,
    fails: undefined,
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  };
  others.push(other);
  return other;
}

/** Makes a call to this manager. @returns the name of whoever carried it out */
async function call(marks: readonly string[] = []): Promise<string> {
  const made: ServerCall<Peer> = {
    peer: { identity: undefined, host: '127.0.0.1' },
    metadata: { get: (name) => (name === 'forwarded_cert' ? marks : []) },
    signal: new AbortController().signal,
  };
  const { nodeId = '' } =
    (await service.issueNodeCertificate?.(create(NodeCA.method.issueNodeCertificate.input), made)) ?? {};
  return nodeId;
}

describe('a call to a manager', () => {
  it('is carried out by it if it leads, else by whoever does', async () => {
    const other = await startOther('other');
    leaderAddress = other.address;
    expect(await call()).toBe('other');
    leading = { name: 'this one' };
    expect(await call()).toBe('this one');
  });

  it('that got lost with its connection is made once more to whoever leads then', async () => {
    const [gone, next] = [await startOther('gone'), await startOther('next')];
    leaderAddress = gone.address;
    await call();
    await gone.port.port.close(0);
    onWaiting = () => (leaderAddress = next.address);
    expect(await call()).toBe('next');
    expect(waits).toBe(1);
  });

  it('that got lost is carried out by this very manager if it leads by then', async () => {
    const gone = await startOther('gone');
    leaderAddress = gone.address;
    await gone.port.port.close(0);
    onWaiting = () => {
      [leaderAddress, leading] = [undefined, { name: 'this one' }];
    };
    expect(await call()).toBe('this one');
  });

  it('is made once more where the leader had just ceased to lead, and no third time', async () => {
    const [former, next] = [await startOther('former'), await startOther('next')];
    const redirected = new RpcError('ResourceExhausted', 'more than one redirect to leader from: [127.0.0.1]');
    former.fails = redirected;
    leaderAddress = former.address;
    onWaiting = () => (leaderAddress = next.address);
    expect(await call()).toBe('next');
    next.fails = redirected;
    await expect(call()).rejects.toMatchObject({ code: 'ResourceExhausted' });
    expect(waits).toBe(2);
  });

  it('is not made again that was answered, or that nobody leads for', async () => {
    const other = await startOther('other');
    leaderAddress = other.address;
    for (const code of ['InvalidArgument', 'Unavailable'] as const) {
      other.fails = new RpcError(code, 'no');
      await expect(call()).rejects.toMatchObject({ code, message: 'no' });
    }
    leaderAddress = undefined;
    await expect(call()).rejects.toMatchObject({ message: expect.stringContaining('does not have a leader') });
    expect(waits).toBe(0);
  });

  it('is not passed on a second time', async () => {
    leaderAddress = (await startOther('other')).address;
    await expect(call(['true'])).rejects.toMatchObject({
      code: 'ResourceExhausted',
      message: 'more than one redirect to leader from: [127.0.0.1]',
    });
  });

  it('shares connections to the leader; those to whoever led before are closed', async () => {
    const [former, next] = [await startOther('former'), await startOther('next')];
    leaderAddress = former.address;
    await Promise.all(Array.from({ length: 65 }, () => call()));
    expect(former.connections).toBe(2);
    await call();
    leaderAddress = next.address;
    await call();
    // Nobody is connected any more: closing takes no time.
    const begun = performance.now();
    await former.port.port.close(5_000);
    expect(performance.now() - begun).toBeLessThan(1_000);
    leaderAddress = former.address;
    await expect(call()).rejects.toMatchObject({ code: 'Unavailable' });
    expect(former.connections).toBeGreaterThan(2);
  });
});
