import type { LiveSwarm } from '@swarmpki/core/inspect/report';
import type { Digests } from '../engines/digests.ts';

/** The roots that a swarm has had, by its id: kept beyond the end of a window. Digests alone. */
export type RootHistory = Readonly<Record<string, readonly string[]>>;

/** So many swarms are remembered, and so many roots of each: the latest. */
const mostSwarms = 64;
const mostRoots = 32;

/** The history with the root that a swarm has now as its last. @returns the same object where nothing is new */
export function withRoot(history: RootHistory, { cluster, root }: Digests): RootHistory {
  const roots = rootsIn(history, cluster);
  if (roots.at(-1) === root) return history;
  const { [cluster]: _, ...others } = history;
  const kept = Object.entries(others).slice(-(mostSwarms - 1));
  return Object.fromEntries([...kept, [cluster, [...roots.filter((each) => each !== root), root].slice(-mostRoots)]]);
}

/** What an engine calls its swarm may be the name of anything that objects have. */
function rootsIn(history: RootHistory, cluster: string): readonly string[] {
  return Object.hasOwn(history, cluster) ? (history[cluster] ?? []) : [];
}

/** What is told to the language server of a swarm. */
export function liveSwarm(name: string, { cluster, root, tokens }: Digests, history: RootHistory): LiveSwarm {
  return { name, root, tokens, formerRoots: rootsIn(history, cluster).filter((each) => each !== root) };
}

/** Whatever was kept is looked at, not believed. */
export function readHistory(kept: unknown): RootHistory {
  if (typeof kept !== 'object' || kept === null) return {};
  const entries = Object.entries(kept).flatMap(([cluster, roots]: [string, unknown]) =>
    Array.isArray(roots) ? [[cluster, roots.filter((each) => typeof each === 'string')] as const] : [],
  );
  return Object.fromEntries(entries.slice(-mostSwarms));
}
