import type { SwarmState } from '../../packages/core/src/swarm/state.ts';
import type { Decided, World } from './world.ts';

/** Notes what is promised by what has just been written: whoever asked is told now, and may rely on it. */
export function keepPromise(before: SwarmState, batch: readonly Decided[], world: World): World {
  const { lasting } = world;
  let { members, removed, oldTokens, oldRoots, target } = world.promises;
  for (const { acknowledgement } of batch) {
    if (acknowledgement?.kind === 'accepted' && !members.includes(acknowledgement.waiter.nodeId)) {
      members = [...members, acknowledgement.waiter.nodeId];
    }
    if (acknowledgement?.kind === 'removed') {
      const { nodeId } = acknowledgement;
      members = members.filter((id) => id !== nodeId);
      removed = [...removed, nodeId];
    }
    if (acknowledgement?.kind === 'updated') ({ target } = acknowledgement);
  }
  for (const name of ['workerToken', 'managerToken'] as const) {
    const token = before.secrets[name];
    if (token !== undefined && token !== lasting.secrets[name]) oldTokens = [...oldTokens, token];
  }
  const { caCert } = before.cluster.rootCa;
  if (caCert !== lasting.cluster.rootCa.caCert) oldRoots = [...oldRoots, caCert];
  // A user may want a root back that was replaced before.
  oldRoots = oldRoots.filter((root) => root !== target);
  return { ...world, promises: { ...world.promises, members, removed, oldTokens, oldRoots, target } };
}
