import { identifyClient, identifyServer } from '../wire/peer.ts';
import type { PeerIdentity } from '../wire/peer.ts';
import type { Channel, ConnectOptions, ConnectionPeer, ListenOptions, Network, Port } from '../wire/network.ts';
import { Services } from '../wire/services.ts';
import { shownIdentity } from '../wire/shown-identity.ts';
import type { ShownIdentity } from '../wire/shown-identity.ts';
import { makeLeaf, makeRoot, noon } from './certificates.ts';
import type { Authority } from './certificates.ts';

export type Peer = ConnectionPeer<PeerIdentity | undefined>;

/** A manager's port on some network, with services of a test's own. */
export interface NetworkPort extends AsyncDisposable {
  readonly port: Port;
  readonly root: Authority;
  /** Reasons with which clients were turned away. */
  readonly refusals: readonly Error[];
  /** What handlers threw by accident. */
  readonly errors: readonly unknown[];
  /** Connects with everything right unless told otherwise. */
  connect(options?: Partial<ConnectOptions<PeerIdentity>>): Promise<Channel>;
  /** A certificate of the swarm, ready to show. */
  member(nodeId: string): Promise<ShownIdentity>;
}

/** Opens a manager's port whose swarm has a root of its own. Time stands still at noon. */
export async function openNetworkPort(
  network: Network,
  implement: (services: Services<Peer>) => void,
  options: Partial<ListenOptions<PeerIdentity | undefined>> = {},
): Promise<NetworkPort> {
  const root = await makeRoot();
  const judgement = { roots: [root.certificate], now: noon };
  const [refusals, errors]: [Error[], unknown[]] = [[], []];
  const services = new Services<Peer>();
  implement(services);
  const port = await network.listen({
    host: '127.0.0.1',
    port: 0,
    identity: shown(await makeLeaf(root, { role: 'manager', nodeId: 'manager' })),
    checkClient: (chain) => identifyClient(chain, judgement),
    services,
    onRefused: ({ error }) => refusals.push(error),
    onError: (error) => errors.push(error),
    ...options,
  });
  return {
    port,
    root,
    refusals,
    errors,
    connect: async (wishes = {}) => {
      const { channel } = await network.connect({
        address: port.address,
        serverName: 'swarm-manager',
        checkServer: (chain) => identifyServer(chain, 'swarm-manager', judgement),
        timeoutMs: 5_000,
        ...wishes,
      });
      return channel;
    },
    member: async (nodeId) => shown(await makeLeaf(root, { role: 'worker', nodeId })),
    [Symbol.asyncDispose]: () => port.close(50),
  };
}

/** What is shown: a leaf and its key, and what follows it. */
export function shown({ certificate, key }: Authority, ...more: readonly Authority[]): ShownIdentity {
  return shownIdentity([certificate, ...more.map((other) => other.certificate)], key);
}
