import { l10n } from 'vscode';
import type { LabRotation } from '@swarmpki/core/engine';
import { isMember, standingOf } from '@swarmpki/core/engine/rotation';
import type { NodeStanding, RotationProgress, WaitReason } from '@swarmpki/core/engine/rotation';
import type { RootSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { momentToSecond } from '@swarmpki/core/inspect/report';
import type { Blocker, PageButton, Row } from '../../shared/rotation-messages.ts';
import { nameOf } from '../engines/subject.ts';
import { harmless } from '../words/harmless.ts';
import { cureOf, cureText, deedText, troubleText, troubleWord } from './cure.ts';
import type { Cure } from './cure.ts';
import { firstOf } from './first-of.ts';
import { nameWords, rootWords } from '../words/phrases.ts';
import { trustName } from './trust-name.ts';

/** So many nodes are shown one by one; the others are counted. */
export const mostRows = 50;
/** So many of a group are named. */
const mostNamed = 5;

/** A node, how it stands to the rotation, and what frees it where it holds that up. */
export interface Standing extends NodeStanding {
  readonly cure: Cure | undefined;
}

/** All nodes that are members. @param told what a lab says of them */
export function standingsOf(
  sight: SwarmSight,
  progress: RotationProgress,
  told: LabRotation | undefined,
): readonly Standing[] {
  const byId = new Map((told?.Standings ?? []).map((each) => [each.ID, each]));
  return [...sight.nodes.values()].filter(isMember).map((node) => {
    const standing = standingOf(node, progress, byId.get(node.id));
    return { ...standing, cure: cureOf(standing, progress) };
  });
}

/** Who is in the same trouble and helped by the same is one group. */
export function groupsOf(standings: readonly Standing[]): ReadonlyMap<string, readonly [Standing, ...Standing[]]> {
  const groups = new Map<string, [Standing, ...Standing[]]>();
  for (const standing of standings) {
    if (standing.cure === undefined) continue;
    const key = [standing.cure.trouble, ...standing.cure.deeds].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [standing]);
    else group.push(standing);
  }
  return groups;
}

/** Who holds the rotation up, the largest group first. */
export function blockersOf(standings: readonly Standing[]): readonly Blocker[] {
  const groups = [...groupsOf(standings)].toSorted(([, a], [, b]) => b.length - a.length);
  return groups.flatMap(([key, group]) => {
    const [{ node, cure }] = group;
    if (cure === undefined) return [];
    const isOne = group.length === 1;
    const name = nameWords(nameOf(node));
    const of = isOne ? name : l10n.t('All {0}', group.length);
    const target = isOne ? { node: node.id } : { group: key };
    return {
      key,
      title: troubleText(cure.trouble, name, group.length),
      names: isOne ? '' : namesOf(group),
      cure: cureText(cure),
      buttons: cure.deeds.map((deed, at) => buttonFor(deed, of, target, at === 0)),
    };
  });
}

function namesOf(group: readonly Standing[]): string {
  const first = firstOf(group, mostNamed, byName).map(({ node }) => nameWords(nameOf(node)));
  const others = group.length - first.length;
  return others === 0 ? first.join(', ') : l10n.t('{0} and {1} more', first.join(', '), others);
}

function buttonFor(
  deed: PageButton['deed'],
  of: string,
  target: Pick<PageButton, 'node' | 'group'>,
  isPrimary: boolean,
): PageButton {
  const label = deedText(deed, of);
  return { deed, ...target, label, about: label, isPrimary };
}

interface RowOptions {
  readonly progress: RotationProgress;
  /** A root that some may trust still. */
  readonly former: RootSight | undefined;
}

/** The nodes that are waited for, those that hold it up first; then the others. */
export function rowsOf(standings: readonly Standing[], options: RowOptions): readonly Row[] {
  const alone = new Set([...groupsOf(standings).values()].flatMap((group) => (group.length === 1 ? group : [])));
  return firstOf(standings, mostRows, (a, b) => rankOf(a) - rankOf(b) || byName(a, b)).map((standing) =>
    // Whoever is alone in its trouble is helped where that is said.
    rowOf(standing, alone.has(standing) ? [] : (standing.cure?.deeds ?? []), options),
  );
}

function rowOf(standing: Standing, deeds: Cure['deeds'], { progress, former }: RowOptions): Row {
  const { node, reason, cure, isRenewed, since } = standing;
  const { isUnderWay, known } = progress;
  const state =
    cure !== undefined
      ? troubleWord(cure.trouble)
      : reason === undefined
        ? undoneText(isRenewed, isUnderWay)
        : reasonText(reason, standing.told);
  const name = nameWords(nameOf(node));
  return {
    id: node.id,
    name,
    role: roleText(standing),
    issuer: rootWords(node.issuer),
    trusts: trustName(node.root, [known?.trusted, known?.coming, former]),
    tone: cure !== undefined ? 'blocked' : reason !== undefined || !isRenewed ? 'busy' : 'good',
    state: since === undefined ? state : l10n.t('{0}; waited for since {1}', state, momentToSecond(since)),
    error: node.error === undefined ? '' : harmless(node.error, 200),
    buttons: deeds.map((deed) => buttonFor(deed, name, { node: node.id }, false)),
  };
}

function rankOf({ cure, reason, isRenewed }: Standing): number {
  return cure !== undefined ? 0 : reason !== undefined ? 1 : isRenewed ? 3 : 2;
}

const collator = new Intl.Collator('en', { numeric: true });

function byName({ node: a }: Standing, { node: b }: Standing): number {
  return collator.compare(nameOf(a), nameOf(b));
}

function roleText({ node: { desiredRole, leader } }: Standing): string {
  if (leader) return l10n.t('manager, leads');
  return desiredRole === 'manager' ? l10n.t('manager') : l10n.t('worker');
}

function undoneText(isRenewed: boolean, isUnderWay: boolean): string {
  if (!isRenewed) return l10n.t('has another root’s certificate');
  return isUnderWay ? l10n.t('has renewed') : l10n.t('has what it is to have');
}

function reasonText(reason: WaitReason, told: string): string {
  switch (reason) {
    case 'queued':
      return l10n.t('not told yet: others are first');
    case 'told':
      return l10n.t('told to renew');
    case 'signing':
      return l10n.t('its certificate is being signed');
    case 'reporting':
      return l10n.t('has its certificate, and has not reported it yet');
    case 'away':
    case 'never-reported':
    case 'stranded':
      return troubleWord(reason);
    case 'late':
      return l10n.t('has not renewed yet');
    case 'behind':
      return l10n.t('has not taken the new root yet');
    case 'other':
      return harmless(told);
  }
}
