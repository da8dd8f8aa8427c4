import { once } from 'node:events';
import { Dispatcher } from '../../wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import type { Network } from '../../wire/network.ts';
import type { Services } from '../../wire/services.ts';
import { openNetworkPort } from '../network-port.ts';
import type { NetworkPort, Peer } from '../network-port.ts';

/** Answers what it is asked, and can be slow, wrong and endless. */
export function implement(services: Services<Peer>): void {
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

/** Opens a port that answers so, and whatever a test adds. */
export function open(
  network: Network,
  more: (services: Services<Peer>) => void = () => undefined,
): Promise<NetworkPort> {
  return openNetworkPort(network, (services) => {
    implement(services);
    more(services);
  });
}
