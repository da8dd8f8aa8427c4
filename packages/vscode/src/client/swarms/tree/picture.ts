import { healthOf } from '@swarmpki/core/engine/health';
import type { Judged, Standing } from '@swarmpki/core/engine/health';
import { swarmTime } from '@swarmpki/core/engine/rotation';
import { rootsOf, wantedIssuer } from '@swarmpki/core/engine/watch';
import type { RootsSight } from '@swarmpki/core/engine/watch';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';

/** An engine that is shown, and its swarm, at a moment. */
export interface Picture {
  readonly swarm: ShownSwarm;
  /** Whether it is being watched: what is not looks as it was when it was seen last. */
  readonly isWatched: boolean;
  /** Whether another one that is shown has the same name. */
  readonly hasNamesake: boolean;
  /** The time by which its certificates are judged: lab time in a lab, ms since epoch. */
  readonly now: number;
  /** ms of it that pass in one of real time: 0 while lab time stands still. */
  readonly pace: number;
  /** `undefined` where the engine does not show its swarm. */
  readonly roots: RootsSight | undefined;
  /** All of its nodes, as they stand; in no order. */
  readonly nodes: readonly Judged[];
}

/** How an engine is shown beside others. */
type Shown = Pick<Picture, 'isWatched'> & Partial<Pick<Picture, 'hasNamesake'>>;

/** @param now real time, ms since epoch */
export function pictureOf(swarm: ShownSwarm, { isWatched, hasNamesake = false }: Shown, now: number): Picture {
  const { sight } = swarm;
  const clock = sight?.lab?.clock;
  const time = swarmTime(sight, now);
  const roots = sight && rootsOf(sight);
  const issuer = roots && wantedIssuer(roots);
  const nodes = Array.from(sight?.nodes.values() ?? [], (node) => ({ node, health: healthOf(node, time, issuer) }));
  const pace = clock === undefined ? 1 : clock.Paused ? 0 : clock.Speed;
  return { swarm, isWatched, hasNamesake, now: time, pace, roots, nodes };
}

/** One node of a picture. */
export function nodeIn({ swarm: { sight }, now, roots }: Picture, id: string): Judged | undefined {
  const node = sight?.nodes.get(id);
  return node && { node, health: healthOf(node, now, roots && wantedIssuer(roots)) };
}

/** How an engine stands to its swarm. */
export type EngineStanding =
  | 'asking'
  | 'stopped'
  /** It is out of reach. */
  | 'lost'
  | 'manager'
  /** A manager that does not show its swarm. */
  | 'refused'
  | 'empty'
  | 'worker'
  | 'locked';

export function engineStanding({ sight, problem, isStopped }: ShownSwarm): EngineStanding {
  if (isStopped) return 'stopped';
  if (problem !== undefined) return 'lost';
  if (sight === undefined) return 'asking';
  const { LocalNodeState: state, ControlAvailable: isManager } = sight.info.Swarm;
  if (state === 'locked') return 'locked';
  if (sight.swarm !== undefined || sight.lab !== undefined) return 'manager';
  if (isManager) return 'refused';
  return state === '' || state === 'inactive' ? 'empty' : 'worker';
}

/** How many nodes there are, and managers among them; those that are members no more do not count. */
export function countOf(nodes: readonly Judged[]): { readonly all: number; readonly managers: number } {
  let [all, managers] = [0, 0];
  for (const { node } of nodes) {
    if (node.state === 'removed') continue;
    all++;
    if (node.desiredRole === 'manager') managers++;
  }
  return { all, managers };
}

/** Standings for which somebody should do something. */
const wrong: ReadonlySet<Standing> = new Set([
  'expired',
  'not-yet-valid',
  'overdue',
  'down',
  'disconnected',
  'failing',
] satisfies readonly Standing[]);

export function isWrong({ health }: Judged): boolean {
  return wrong.has(health.standing);
}

/**
 * How long until a node stands otherwise although nothing is heard of it: ms of swarm time; `Infinity` for never.
 */
export function untilStandingTurns({ nodes, now }: Picture): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { node } of nodes) {
    if (node.certificate === undefined) continue;
    const { notBefore, renewFrom, renewUntil, notAfter } = node.certificate;
    for (const moment of [notBefore, renewFrom, renewUntil, notAfter]) {
      if (moment >= now && moment < next) next = moment;
    }
  }
  return next - now;
}
