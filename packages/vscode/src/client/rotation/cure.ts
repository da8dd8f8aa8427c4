import { l10n } from 'vscode';
import type { NodeStanding, RotationProgress, WaitReason } from '@swarmpki/core/engine/rotation';
import type { Deed } from '../../shared/rotation-messages.ts';

/** What keeps a node from renewing for as long as nobody does anything about it. */
type Trouble = 'stopped' | 'cut' | 'silenced' | 'away' | 'never-reported' | 'stranded';

/** What frees a rotation from a node. */
export interface Cure {
  readonly trouble: Trouble;
  /** What is done about it, what helps best first. */
  readonly deeds: readonly Deed[];
}

/** @returns `undefined` for a node that has done its part, or will by itself; while there is no rotation, that would */
export function cureOf(standing: NodeStanding, { stage }: RotationProgress): Cure | undefined {
  const { node } = standing;
  const reason = stage === 'none' ? (standing.reason ?? wouldWait(node)) : standing.reason;
  const trouble = reason && troubleOf(node, reason);
  if (trouble === undefined) return undefined;
  const leave: readonly Deed[] = node.leader ? [] : [node.desiredRole === 'manager' ? 'demote' : 'remove'];
  switch (trouble) {
    case 'stopped':
      return { trouble, deeds: ['start', ...leave] };
    case 'cut':
      return { trouble, deeds: ['heal', ...leave] };
    case 'silenced':
      return { trouble, deeds: ['wake', ...leave] };
    case 'away':
    case 'never-reported':
    case 'stranded':
      return { trouble, deeds: leave };
  }
}

/** Why a rotation would wait for a node in vain. */
function wouldWait({ state, issuer, root }: NodeStanding['node']): WaitReason | undefined {
  if (issuer === undefined && root === undefined) return 'never-reported';
  return state === 'ready' ? undefined : 'away';
}

function troubleOf({ place, faults }: NodeStanding['node'], reason: WaitReason): Trouble | undefined {
  if (reason === 'stranded' || reason === 'never-reported') return reason;
  if (place === 'stopped') return 'stopped';
  if (place === 'here' && faults?.Cut === true) return 'cut';
  if (place === 'here' && faults?.Silenced === true) return 'silenced';
  return reason === 'away' ? 'away' : undefined;
}

/** What is wrong. @param name of the node, where it is one alone */
export function troubleText(trouble: Trouble, name: string, count: number): string {
  const isOne = count === 1;
  switch (trouble) {
    case 'stopped':
      return isOne
        ? l10n.t('{0} is stopped: it cannot ask for a certificate.', name)
        : l10n.t('{0} nodes are stopped: they cannot ask for certificates.', count);
    case 'cut':
      return isOne
        ? l10n.t('{0} is cut off: it reaches no manager.', name)
        : l10n.t('{0} nodes are cut off: they reach no manager.', count);
    case 'silenced':
      return isOne
        ? l10n.t('{0} is silenced: what it sends gets nowhere.', name)
        : l10n.t('{0} nodes are silenced: what they send gets nowhere.', count);
    case 'away':
      return isOne
        ? l10n.t('{0} is down: it cannot ask for a certificate.', name)
        : l10n.t('{0} nodes are down: they cannot ask for certificates.', count);
    case 'never-reported':
      return isOne
        ? l10n.t('{0} has never reported a certificate: it blocks every rotation.', name)
        : l10n.t('{0} nodes have never reported a certificate: they block every rotation.', count);
    case 'stranded':
      return isOne
        ? l10n.t('No manager can reach {0} any more.', name)
        : l10n.t('No manager can reach {0} nodes any more.', count);
  }
}

/** The same in a few words, beside the name of a node. */
export function troubleWord(trouble: Trouble): string {
  switch (trouble) {
    case 'stopped':
      return l10n.t('stopped');
    case 'cut':
      return l10n.t('cut off');
    case 'silenced':
      return l10n.t('silenced');
    case 'away':
      return l10n.t('down');
    case 'never-reported':
      return l10n.t('has never reported a certificate');
    case 'stranded':
      return l10n.t('no manager can reach it any more');
  }
}

/** What helps, of one node as of several. */
export function cureText({ trouble, deeds }: Cure): string {
  const leave = deeds.includes('demote')
    ? l10n.t('A manager that does not come back is demoted first, and removed then.')
    : l10n.t('A node that does not come back has to be removed.');
  switch (trouble) {
    case 'stopped':
      return `${l10n.t('A node that is started renews by itself.')} ${leave}`;
    case 'cut':
      return `${l10n.t('A node that is connected again renews by itself.')} ${leave}`;
    case 'silenced':
      return `${l10n.t('A node that is woken renews by itself.')} ${leave}`;
    case 'away':
      return `${l10n.t('A node whose engine is started again renews by itself.')} ${leave}`;
    case 'never-reported':
      return l10n.t('Its join came to no end: remove it, and let that machine join again.');
    case 'stranded':
      return l10n.t(
        'It trusts a root that no manager leads to any more. On its machine run `docker swarm leave --force`, and let it join again with a new token; here, remove it.',
      );
  }
}

/** @param of whom it is for */
export function deedText(deed: Deed, of: string): string {
  switch (deed) {
    case 'rotate':
      return l10n.t('Rotate the Root CA');
    case 'start':
      return l10n.t('Start {0}', of);
    case 'heal':
      return l10n.t('Connect {0} Again', of);
    case 'wake':
      return l10n.t('Wake {0}', of);
    case 'demote':
      return l10n.t('Demote {0}', of);
    case 'remove':
      return l10n.t('Remove {0}', of);
    case 'run':
      return l10n.t('Start the Lab');
    case 'retry':
      return l10n.t('Try Again');
    case 'init':
      return l10n.t('Initialize a Swarm');
    case 'unlock':
      return l10n.t('Unlock the Manager');
  }
}
