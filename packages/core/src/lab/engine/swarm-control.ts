import type { SwarmRotations } from '../../engine/server/engine.ts';
import type { Node, NodeSpec } from '../../engine/shapes/node.ts';
import type { Swarm, SwarmSpec } from '../../engine/shapes/swarm.ts';
import type { Quorum } from '../../manager/quorum.ts';
import { noLeader } from '../../swarm/managers.ts';
import { removeNode } from '../../swarm/members.ts';
import { listClusters } from '../../swarm/redacted.ts';
import type { ShownCluster } from '../../swarm/redacted.ts';
import type { SwarmState } from '../../swarm/state.ts';
import { requestedSpec, updateCluster } from '../../swarm/update-cluster.ts';
import type { ClusterUpdate, RequestedSpec } from '../../swarm/update-cluster.ts';
import { updateNode } from '../../swarm/update-node.ts';
import { swarmOf } from './cluster-shape.ts';
import { emptySpec, requestedFrom } from './cluster-spec.ts';
import { findNode } from './find-node.ts';
import { nodeOf, nodeSpecFrom } from './node-shape.ts';
import { answering } from './refusals.ts';

/** What a manager of a lab does for whoever speaks to its engine (docs/protocol.md §11). */
export class SwarmControl {
  readonly #quorum: Quorum;
  /** The id of the engine's node. */
  readonly #nodeId: string;

  constructor(quorum: Quorum, nodeId: string) {
    this.#quorum = quorum;
    this.#nodeId = nodeId;
  }

  inspect(): Promise<Swarm> {
    return answering(() => swarmOf(this.shown()));
  }

  /** The swarm as it is shown. @throws {Refusal} when nobody leads */
  shown(): ShownCluster {
    const [cluster] = listClusters(this.#state());
    if (cluster === undefined) throw new TypeError('a swarm without a cluster');
    return cluster;
  }

  update(version: number, spec: SwarmSpec, rotate: SwarmRotations): Promise<void> {
    const { workerToken, managerToken, managerUnlockKey: unlockKey } = rotate;
    return this.#updateCluster(() => requestedFrom(spec, emptySpec), version, { workerToken, managerToken, unlockKey });
  }

  /** Changes what a swarm was founded with to what its founder wished. */
  settle(spec: SwarmSpec): Promise<void> {
    return this.#updateCluster(({ cluster }) => requestedFrom(spec, requestedSpec(cluster)));
  }

  /** As it is printed; empty while managers are not locked. */
  unlockKey(): Promise<string> {
    return answering(() => this.#state().secrets.unlockKey ?? '');
  }

  listNodes(): Promise<readonly Node[]> {
    return answering(() =>
      [...this.#state().nodes.values()]
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map((row) => nodeOf(row, this.#isRunning)),
    );
  }

  inspectNode(idOrName: string): Promise<Node> {
    return answering(() => nodeOf(findNode(this.#state(), idOrName), this.#isRunning));
  }

  updateNode(idOrName: string, version: number, given: NodeSpec): Promise<void> {
    return answering(() => {
      const spec = nodeSpecFrom(given);
      const { id: nodeId } = findNode(this.#state(), idOrName);
      return this.#quorum.perform((state, context) =>
        updateNode(state, { nodeId, version, spec }, this.#isRunning, context),
      );
    });
  }

  removeNode(idOrName: string, force: boolean): Promise<void> {
    return answering(() => {
      const { id } = findNode(this.#state(), idOrName);
      return this.#quorum.perform((state, context) => removeNode(state, id, { force }, context));
    });
  }

  #updateCluster(
    spec: (state: SwarmState) => RequestedSpec,
    version?: number,
    rotate: NonNullable<ClusterUpdate['rotate']> = {},
  ): Promise<void> {
    return answering(() => {
      const { id } = this.#state().cluster;
      return this.#quorum.request((state, context, answered) => {
        const update = { clusterId: id, version: version ?? state.cluster.version, spec: spec(state), rotate };
        return updateCluster(state, update, answered, context);
      });
    });
  }

  /** A manager that is cut off, or without a majority, knows no leader: then it tells nothing either. */
  #state(): SwarmState {
    if (this.#quorum.leader === undefined || !this.#isRunning(this.#nodeId)) throw noLeader();
    return this.#quorum.state;
  }

  readonly #isRunning = (nodeId: string): boolean => this.#quorum.isRunning(nodeId);
}
