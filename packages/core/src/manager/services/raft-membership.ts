import { authorise } from '../../swarm/authorise.ts';
import { addManager } from '../../swarm/managers.ts';
import { removeNode } from '../../swarm/members.ts';
import { refuse } from '../../swarm/refusal.ts';
import type { RaftMembership } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer, callingOf } from '../calls.ts';
import type { Peer } from '../calls.ts';
import type { Decider } from '../decider.ts';

const reason =
  'this swarm is a swarmpki lab, which has no raft: an engine can join it as a worker and not as a manager. ' +
  'Leave with "docker swarm leave --force", then join with the worker token';

export interface Admission {
  /** Whether a node lives where the managers of this swarm share their store. */
  readonly isHosted: (nodeId: string) => boolean;
  /** Calls a prospective manager back, and asks it whether it serves. @throws when it does not */
  readonly callBack: (address: string) => Promise<void>;
}

/**
 * A node with a manager's certificate asks to be a manager (docs/protocol.md §12.4). The lab's own nodes are called back
 * and become one. A real engine gets its certificate and then asks too; it is told why it cannot, in words that its own
 * `docker swarm join` prints; and its node goes, since it would hold up every rotation.
 */
export function raftMembershipService(
  swarm: Decider,
  { isHosted, callBack }: Admission,
): Implementation<typeof RaftMembership, Peer> {
  return {
    join: ({ addr }, call) =>
      answer(async () => {
        const { nodeId } = authorise(swarm.state, callingOf(call), ['manager']);
        if (!isHosted(nodeId)) {
          if (swarm.state.nodes.get(nodeId)?.manager === undefined) {
            await swarm.perform((state, context) =>
              removeNode(state, nodeId, { force: true, event: 'manager-refused' }, context),
            );
          }
          throw refuse('FailedPrecondition', reason);
        }
        try {
          await callBack(addr);
        } catch (cause) {
          throw refuse(
            'Unavailable',
            'could not connect to prospective new cluster member using its advertised address',
            { next: 'Check that the address can be reached from the leader.', cause },
          );
        }
        const raftId = await swarm.perform((state, context) => addManager(state, nodeId, addr, context));
        return { raftId: BigInt(raftId) };
      }),
  };
}
