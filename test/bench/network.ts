import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { noon } from '../../packages/core/src/testing/certificates.ts';
import { openNetworkPort } from '../../packages/core/src/testing/network-port.ts';
import type { NetworkPort } from '../../packages/core/src/testing/network-port.ts';
import { Dispatcher } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import type { Channel, Network } from '../../packages/core/src/wire/network.ts';
import { identifyClient } from '../../packages/core/src/wire/peer.ts';
import type { ShownIdentity } from '../../packages/core/src/wire/shown-identity.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { SignatureMemory } from '../../packages/core/src/x509/signature-memory.ts';
import { collectGarbage, compare, us } from './measure.ts';
import type { Benchmark, Contestant } from './measure.ts';

const { heartbeat, session } = Dispatcher.method;

/** What a session tells: an id, a manager, a root of usual size. */
const message = {
  sessionId: 's'.repeat(25),
  managers: [{ peer: { nodeId: 'm'.repeat(25), addr: '127.0.0.1:2377' }, weight: 10n }],
  rootCa: Buffer.alloc(550),
};
const forever = new Promise<void>(() => undefined);

/** A manager's port that answers and tells, and a node that is connected to it. */
async function open(network: Network): Promise<{ port: NetworkPort; identity: ShownIdentity; channel: Channel }> {
  const port = await openNetworkPort(network, (services) =>
    services.implement(Dispatcher, {
      heartbeat: () => ({ period: { seconds: 5n } }),
      session: async function* ({ sessionId }) {
        for (let told = 0; told < Number(sessionId); told++) yield message;
        if (sessionId === '') yield message;
        await forever;
      },
    }),
  );
  const identity = await port.member('worker');
  return { port, identity, channel: await port.connect({ identity }) };
}

type Opened = Awaited<ReturnType<typeof open>>;

const connects =
  ({ port, identity }: Opened): Contestant =>
  async (times) => {
    for (let done = 0; done < times; done++) {
      const channel = await port.connect({ identity });
      await channel.unary(heartbeat, {});
      channel.destroy();
    }
  };

const calls =
  ({ channel }: Opened): Contestant =>
  async (times) => {
    for (let done = 0; done < times; done++)
      await channel.unary(heartbeat, { sessionId: message.sessionId }, { timeoutMs: 5_000 });
  };

const streams =
  ({ channel }: Opened): Contestant =>
  async (times) => {
    let read = 0;
    for await (const told of channel.serverStream(session, { sessionId: String(times) })) {
      if (told.rootCa.length > 0 && ++read === times) return;
    }
  };

/** What a connection costs whose client listens to its session, and nothing more. @returns bytes */
async function memoryPerConnection({ port, identity }: Opened, count: number): Promise<number> {
  const inUse = (): number => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const [channels, waiting]: [Channel[], Promise<unknown>[]] = [[], []];
  const before = inUse();
  for (let made = 0; made < count; made++) {
    const channel = await port.connect({ identity });
    const messages = channel.serverStream(session, {});
    await messages.next();
    channels.push(channel);
    waiting.push(messages.next().catch(() => undefined));
  }
  const bytes = (inUse() - before) / count;
  for (const channel of channels) channel.destroy();
  await Promise.all(waiting);
  return bytes;
}

/** How much of its work a member is spared that remembers the signatures that it has checked. */
function judging({ port, identity }: Opened, memory?: SignatureMemory): Contestant {
  const chain = identity.certificates.map(({ der }) => der);
  return (times) => {
    for (let done = 0; done < times; done++) {
      identifyClient(chain, { roots: [port.root.certificate], now: noon, memory });
    }
  };
}

export const networkTls: Benchmark = {
  name: 'network/tls',
  run: async () => {
    const ours = await open(inProcessNetwork(systemEntropy));
    const tls = await open(tlsNetwork);
    const contestants = {
      connect: connects(ours),
      connectTls: connects(tls),
      call: calls(ours),
      callTls: calls(tls),
      stream: streams(ours),
      streamTls: streams(tls),
      judge: judging(ours),
      judgeAgain: judging(ours, new SignatureMemory()),
    };
    const times = { connect: 40, connectTls: 20, call: 500, callTls: 100, stream: 500, streamTls: 200 };
    const cost = await compare(contestants, { rounds: 7, times: { ...times, judge: 100, judgeAgain: 100 } });
    const bytes = await memoryPerConnection(ours, 1000);
    const bytesTls = await memoryPerConnection(tls, 100);
    await Promise.all([ours.port[Symbol.asyncDispose](), tls.port[Symbol.asyncDispose]()]);
    // A session's life: it is opened, and reports for a while.
    const life = (connect: number, call: number): number => connect + 100 * call;
    return {
      name: 'network/tls',
      ratio: life(cost.connect, cost.call) / life(cost.connectTls, cost.callTls),
      goal: 0.15,
      detail:
        `within the process: connect and call ${us(cost.connect)}, call ${us(cost.call)}, message of a stream ${us(cost.stream)}, ` +
        `${Math.round(bytes)} bytes a listening connection\n` +
        `over TLS: ${us(cost.connectTls)}, ${us(cost.callTls)}, ${us(cost.streamTls)}, ${Math.round(bytesTls)} bytes in the heap\n` +
        `judging a certificate ${us(cost.judge)}, again ${us(cost.judgeAgain)}`,
    };
  },
};
