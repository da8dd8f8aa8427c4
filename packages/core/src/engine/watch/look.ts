import type { EngineClient } from '../client/engine-client.ts';
import type { Node } from '../shapes/node.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import type { SwarmSight } from './swarm-sight.ts';

/** An engine, and the swarm as a whole. */
export type Standing = Pick<SwarmSight, 'info' | 'swarm' | 'refusal'>;

/** A swarm with its nodes, as any engine tells of them. */
export interface Look extends Standing {
  readonly nodes: readonly Node[];
}

/**
 * Looks at a swarm once, and not at its nodes.
 *
 * @throws {ClientProblem} {ShapeProblem}; {EngineRefusal} when not even its own state is told
 */
export async function lookAtStanding(client: EngineClient, signal: AbortSignal): Promise<Standing> {
  const info = await client.info({ signal });
  if (!info.Swarm.ControlAvailable) return { info, swarm: undefined, refusal: undefined };
  const { answer, refusal } = await unlessRefused(client.inspectSwarm({ signal }));
  return { info, swarm: answer, refusal };
}

/** Looks at a swarm and at its nodes; where a manager refuses one of both, none is shown. It throws as the other does. */
export async function lookAtSwarm(client: EngineClient, signal: AbortSignal): Promise<Look> {
  const standing = await lookAtStanding(client, signal);
  if (standing.swarm === undefined) return { ...standing, nodes: [] };
  const { answer, refusal } = await unlessRefused(client.listNodes({ signal }));
  return answer === undefined ? { ...standing, swarm: undefined, nodes: [], refusal } : { ...standing, nodes: answer };
}

async function unlessRefused<Answer>(
  asked: Promise<Answer>,
): Promise<{ readonly answer: Answer | undefined; readonly refusal: string | undefined }> {
  try {
    return { answer: await asked, refusal: undefined };
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    return { answer: undefined, refusal: error.message };
  }
}
