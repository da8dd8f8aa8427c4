import { l10n } from 'vscode';
import { keyNameOf } from '@swarmpki/core/commands';
import { progressOf } from '@swarmpki/core/engine/rotation';
import type { NodeStanding, RotationProgress } from '@swarmpki/core/engine/rotation';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { blockersOf } from '../../engines/blockers.ts';
import { harmless } from '../../words/harmless.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';
import type { Acting } from '../acting.ts';
import { digestsOf, rootDigestOf } from '../../engines/digests.ts';
import { tell } from '../../dialogs/outcome.ts';
import { RotationWatch } from './rotation-watch.ts';
import type { RotationEnd } from './rotation-watch.ts';
import type { Going } from '../run/run-all.ts';
import { nameOf } from '../../engines/subject.ts';

/** So many of those that are waited for are named. */
const mostNamed = 3;

/**
 * How a rotation went on: `left` where nobody waited for its end, `none` where there was nothing to rotate, `gone` where its lab
 * was stopped, or its swarm left.
 */
type Outcome = RotationEnd | 'left' | 'none' | 'gone';

/**
 * Shows how far a rotation is until it has ended. Whoever waits for it no longer leaves it running.
 *
 * @param before what was seen last before it was asked for
 */
export async function followRotation(
  swarm: ShownSwarm,
  before: SwarmSight | undefined,
  { signal, report }: Going,
): Promise<Outcome> {
  if (!(await hasBegun(swarm, before))) return 'none';
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const watch = new RotationWatch(before);
  let shown = 0;
  const look = (): void => {
    const { sight, problem, isStopped } = swarm;
    if (isStopped || sight?.info.Swarm.LocalNodeState === 'inactive') return resolve('gone');
    if (problem !== undefined) return report(l10n.t('{0} is out of reach', swarm.name));
    if (sight === undefined) return;
    const progress = progressOf(sight);
    const share = shareOf(progress);
    report(messageOf(progress, blockersOf(sight)), Math.max(0, share - shown));
    shown = Math.max(shown, share);
    const end = watch.see(sight);
    if (end !== undefined) resolve(end);
  };
  const leave = (): void => resolve('left');
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  const listening = swarm.onDidChange(look);
  // What is seen already may be what there is to be seen.
  look();
  try {
    return await promise;
  } finally {
    listening.dispose();
    signal.removeEventListener('abort', leave);
  }
}

/** Says what has become of a rotation, and where it can be looked at. */
export function tellRotation(acting: Acting, swarm: ShownSwarm, title: string, outcome: Outcome): void {
  const view = { title: l10n.t('Open Rotation View'), run: () => acting.showRotation(swarm) };
  if (outcome === 'none') {
    return tell('info', l10n.t('{0}: {1} has that root already, and no rotation is under way.', title, swarm.name));
  }
  if (outcome === 'gone') {
    return tell('warn', l10n.t('{0}: {1} does not run any more, or is in no swarm.', title, swarm.name), [view]);
  }
  if (outcome === 'left') {
    return tell('info', l10n.t('{0}: it goes on by itself; nothing was called off.', title), [view]);
  }
  acting.log.info(endOf(outcome));
  tell('info', l10n.t('{0}: {1}', swarm.name, endOf(outcome)), [view]);
}

/** How much of a rotation is done, in percent: one half are certificates, the other is whom nodes trust. */
function shareOf({ isUnderWay, nodes, certificates, roots }: RotationProgress): number {
  if (nodes === 0) return 0;
  return isUnderWay ? (50 * certificates) / nodes : 50 + (50 * roots) / nodes;
}

/** A stage, how many nodes are through with it, and who holds it up. */
function messageOf({ stage, nodes, certificates, roots }: RotationProgress, blockers: readonly NodeStanding[]): string {
  const waits = blockers.length === 0 ? '' : ` ${l10n.t('It waits for {0}.', namesOf(blockers))}`;
  switch (stage) {
    case 'renewing':
      return l10n.t('{0} of {1} nodes have a certificate of the new root.', certificates, nodes) + waits;
    case 'completing':
      return l10n.t('Every node has a certificate of the new root; the managers end the rotation.');
    case 'spreading':
      return l10n.t('{0} of {1} nodes trust the new root alone.', roots, nodes) + waits;
    case 'none':
      return l10n.t('Every node has what it is to have.');
  }
}

function namesOf(blockers: readonly NodeStanding[]): string {
  const named = blockers.slice(0, mostNamed).map(({ node, reason }) => {
    const name = harmless(nameOf(node), 40);
    return reason === 'away'
      ? l10n.t('{0}, which is down', name)
      : l10n.t('{0}, which has never reported a certificate', name);
  });
  if (blockers.length > named.length) named.push(l10n.t('{0} more', blockers.length - named.length));
  return named.join(', ');
}

function endOf({ root, isNewRoot, areNewTokens }: RotationEnd): string {
  const tokens = areNewTokens
    ? l10n.t('Both join tokens are new: those that were noted down let nobody in any more.')
    : l10n.t('Join tokens are as they were.');
  const what = isNewRoot
    ? l10n.t('The root is {0} now.', keyNameOf(root))
    : l10n.t('The root is {0} as before.', keyNameOf(root));
  return `${what} ${tokens}`;
}

/** Whether there is something to follow: given the root that it has, a swarm does nothing. */
async function hasBegun(swarm: ShownSwarm, before: SwarmSight | undefined): Promise<boolean> {
  const digests = before && digestsOf(before);
  if (digests === undefined || progressOf(before).isUnderWay) return true;
  await using client = await swarm.connect(false);
  const { RootRotationInProgress: rotates, TLSInfo: tls } = await client.inspectSwarm();
  return rotates || rootDigestOf(tls) !== digests.root;
}
