import { GrpcServer } from '../wire/grpc/server.ts';
import { Services } from '../wire/services.ts';
import type { PeerIdentity } from '../wire/peer.ts';
import { identifyClient, identifyServer } from '../wire/peer.ts';
import { connect } from '../wire/tls/connect.ts';
import type { TlsConnectOptions } from '../wire/tls/connect.ts';
import { listen } from '../wire/tls/listen.ts';
import type { Listener, TlsListenOptions } from '../wire/tls/listen.ts';
import { CA } from '../wire/gen/swarmkit_pb.ts';
import { makeLeaf, makeRoot, noon } from './certificates.ts';
import type { Authority } from './certificates.ts';
import { materialOf } from './tls.ts';

/** A manager's port with nothing behind it but the root download, which says who calls. */
export interface TestPort extends AsyncDisposable {
  readonly listener: Listener;
  readonly root: Authority;
  readonly refusals: readonly Error[];
  /** Chains that clients have shown, by the number of their certificates. */
  readonly shown: readonly number[];
  /** Connects with everything right unless told otherwise. */
  connect(options?: Partial<TlsConnectOptions<PeerIdentity>>): ReturnType<typeof connect<PeerIdentity>>;
}

export async function openPort(options: Partial<TlsListenOptions<PeerIdentity | undefined>> = {}): Promise<TestPort> {
  const root = await makeRoot();
  const manager = await makeLeaf(root, { role: 'manager', nodeId: 'manager' });
  const judgement = { roots: [root.certificate], now: noon };
  const refusals: Error[] = [];
  const shown: number[] = [];
  const services = new Services<PeerIdentity | undefined>();
  const server = new GrpcServer({ services, onError: (error) => refusals.push(error as Error) });
  services.implement(CA, {
    getRootCACertificate: (_request, { peer }) => ({ certificate: Buffer.from(peer?.nodeId ?? 'nobody') }),
  });
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    material: materialOf(manager),
    checkClient: (chain) => {
      shown.push(chain.length);
      return identifyClient(chain, judgement);
    },
    onConnection: (socket, peer) => server.accept(socket, peer),
    onRefused: ({ error }) => refusals.push(error),
    ...options,
  });
  return {
    listener,
    root,
    refusals,
    shown,
    connect: (wishes = {}) =>
      connect({
        host: '127.0.0.1',
        port: listener.port,
        serverName: 'swarm-manager',
        checkServer: (chain) => identifyServer(chain, 'swarm-manager', judgement),
        timeoutMs: 5_000,
        ...wishes,
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([listener.close(), server.close(100)]);
    },
  };
}
