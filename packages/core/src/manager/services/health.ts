import { authoriseWrapped } from '../../swarm/authorise.ts';
import { refuse } from '../../swarm/refusal.ts';
import { HealthCheckResponse_ServingStatus } from '../../wire/gen/swarmkit_pb.ts';
import type { Health } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer } from '../calls.ts';
import type { ConnectionPeer } from '../calls.ts';
import type { Control } from '../control.ts';

/** What managers ask one another (docs/protocol.md §7.4). */
const services: ReadonlySet<string> = new Set(['', 'Raft']);

export function healthService(control: Control): Implementation<typeof Health, ConnectionPeer> {
  return {
    check: ({ service }, { peer }) =>
      answer(() => {
        authoriseWrapped(control.state, peer.identity, ['manager']);
        if (!services.has(service)) throw refuse('NotFound', 'unknown service');
        return { status: HealthCheckResponse_ServingStatus.SERVING };
      }),
  };
}
