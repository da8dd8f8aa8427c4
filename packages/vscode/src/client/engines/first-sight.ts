import type { ShownSwarm } from './shown-swarm.ts';

/** ms */
const longestLook = 5_000;

/** The swarm as it is: where nobody has looked yet, it is waited for, for a moment. @returns `undefined` where that was in vain */
export async function firstSight(swarm: ShownSwarm): Promise<ShownSwarm['sight']> {
  if (swarm.sight !== undefined) return swarm.sight;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(swarm.sight);
    };
    const timer = setTimeout(end, longestLook);
    const listening = swarm.onDidChange(() => {
      if (swarm.sight !== undefined || swarm.problem !== undefined || swarm.isStopped) end();
    });
  });
}
