import { authoriseWrapped } from '../../swarm/authorise.ts';
import { removeNode } from '../../swarm/members.ts';
import { refuse } from '../../swarm/refusal.ts';
import type { RaftMembership } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer } from '../calls.ts';
import type { ConnectionPeer } from '../calls.ts';
import type { Control } from '../control.ts';

const reason =
  'this swarm is a swarmpki lab, which has no raft: an engine can join it as a worker and not as a manager. ' +
  'Leave with "docker swarm leave --force", then join with the worker token';

/**
 * A real engine that joins with the manager token gets its certificate and then asks to become a member of raft. It is
 * told why it cannot, in words that its own `docker swarm join` prints; and its node goes, since it would hold up every
 * rotation.
 */
export function raftMembershipService(control: Control): Implementation<typeof RaftMembership, ConnectionPeer> {
  return {
    join: (_request, { peer }) =>
      answer(async () => {
        const { nodeId } = authoriseWrapped(control.state, peer.identity, ['manager']);
        if (control.state.nodes.get(nodeId)?.manager === undefined) {
          await control.perform((state, context) =>
            removeNode(state, nodeId, { force: true, event: 'manager-refused' }, context),
          );
        }
        throw refuse('FailedPrecondition', reason);
      }),
  };
}
