import type { Info } from '../../shapes/info.ts';
import type { Node } from '../../shapes/node.ts';
import { EngineRefusal } from '../../shapes/refused.ts';
import type { Swarm } from '../../shapes/swarm.ts';
import type { EngineClient } from '../engine-client.ts';

/** A swarm as one of its engines shows it. */
export interface SwarmSight {
  readonly info: Info;
  /** Only a manager shows it. */
  readonly swarm: Swarm | undefined;
  readonly nodes: readonly Node[];
  /** Why a manager does not show it: it has no leader, for one. */
  readonly refusal: string | undefined;
}

/** Looks at a swarm once. @throws {ClientProblem} {ShapeProblem} {EngineRefusal} when not even its own state is told */
export async function lookAtSwarm(client: EngineClient, signal: AbortSignal): Promise<SwarmSight> {
  const info = await client.info({ signal });
  if (!info.Swarm.ControlAvailable) return { info, swarm: undefined, nodes: [], refusal: undefined };
  // Waited for both, so that nothing fails behind anybody's back.
  const [swarm, nodes] = await Promise.allSettled([client.inspectSwarm({ signal }), client.listNodes({ signal })]);
  if (swarm.status === 'fulfilled' && nodes.status === 'fulfilled') {
    return { info, swarm: swarm.value, nodes: nodes.value, refusal: undefined };
  }
  const reason: unknown = swarm.status === 'rejected' ? swarm.reason : nodes.status === 'rejected' && nodes.reason;
  if (reason instanceof EngineRefusal) return { info, swarm: undefined, nodes: [], refusal: reason.message };
  throw reason;
}
