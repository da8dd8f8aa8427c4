import { systemClock } from '../clock/system-clock.ts';
import { generateRoot } from '../ca/root-key.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import type { Change, DecisionContext, JournalEntry } from '../swarm/decision.ts';
import { foundSwarm } from '../swarm/found.ts';
import type { ClusterSpec } from '../swarm/state.ts';
import { SwarmView } from '../swarm/view.ts';
import { noon } from './certificates.ts';

/** Time that stands still, and real chance. */
export const context: DecisionContext = { now: noon, random: (length) => systemEntropy.bytes(length) };

/** The rows of a new swarm, with the root's key at hand. */
export async function foundTestSwarm(
  spec: Partial<ClusterSpec> = {},
): Promise<{ changes: readonly Change[]; entry: JournalEntry; caKey: string; caCert: string }> {
  const root = await generateRoot({ ...systemClock, now: () => noon }, systemEntropy);
  const foundation = {
    organization: 'c'.repeat(25),
    managerId: 'm'.repeat(25),
    spec,
    ...root,
  };
  return { ...foundSwarm(foundation, context), ...root };
}

/** A state built from rows, as a restart builds it. */
export function viewOf(changes: readonly Change[]): SwarmView {
  const cluster = changes.find((change) => change.kind === 'cluster')?.cluster;
  if (cluster === undefined) throw new Error('no cluster among the rows');
  const view = new SwarmView({ version: 0, cluster, secrets: {}, nodes: new Map() });
  view.apply(changes);
  return view;
}
