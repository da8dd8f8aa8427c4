import { authorise } from '../../swarm/authorise.ts';
import { refuse } from '../../swarm/refusal.ts';
import { HealthCheckResponse_ServingStatus } from '../../wire/gen/swarmkit_pb.ts';
import type { Health } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer, callingOf } from '../calls.ts';
import type { Peer } from '../calls.ts';
import type { Decider } from '../decider.ts';

/** What managers ask one another, each of itself (docs/protocol.md §7.4). */
const services: ReadonlySet<string> = new Set(['', 'Raft']);

export function healthService(swarm: Decider): Implementation<typeof Health, Peer> {
  return {
    check: ({ service }, call) =>
      answer(() => {
        authorise(swarm.state, callingOf(call), ['manager']);
        if (!services.has(service)) throw refuse('NotFound', 'unknown service');
        return { status: HealthCheckResponse_ServingStatus.SERVING };
      }),
  };
}
