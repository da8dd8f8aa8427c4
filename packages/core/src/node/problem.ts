import { Problem } from '../problem.ts';

/** Why a node could not join, renew or go on. */
export class NodeProblem extends Problem<
  | 'fingerprint'
  | 'fips'
  | 'failed'
  | 'no-certificate'
  | 'superseded'
  | 'not-ours'
  | 'wrong-role'
  | 'manager-role'
  | 'session'
  | 'stopped'
> {}

/** Whoever waited for a node waits in vain. */
export function stopped(): NodeProblem {
  return new NodeProblem('stopped', 'the node was stopped');
}

export function needsFips(): NodeProblem {
  return new NodeProblem('fips', 'node is not FIPS-enabled but cluster requires FIPS', {
    next: 'Use an engine that runs in FIPS mode, or another swarm.',
  });
}

/** A node is to be a manager of a swarm whose managers it cannot join: it does not speak raft. */
export function managerRole(nodeId: string): NodeProblem {
  return new NodeProblem('manager-role', `node ${nodeId} was made a manager of this swarm, and swarmpki runs no raft`, {
    expected: 'the token of a worker: a manager is a member of the raft',
    next:
      `Remove the node that was left behind, it would hold up every root rotation: \`docker node rm --force ${nodeId}\`. ` +
      'Then join with the worker token: `docker swarm join-token worker`.',
  });
}
