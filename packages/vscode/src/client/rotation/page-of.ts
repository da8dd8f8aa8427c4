import { l10n } from 'vscode';
import type { LabRotation, Problem } from '@swarmpki/core/engine';
import { progressOf } from '@swarmpki/core/engine/rotation';
import type { RotationProgress } from '@swarmpki/core/engine/rotation';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import type { Lines, PageButton, RotationPage } from '../../shared/rotation-messages.ts';
import { harmless } from '../harmless.ts';
import type { EnginePlace } from '../swarms/shown-swarm.ts';
import { deedText } from './cure.ts';
import type { EndedRotation } from './last-rotation.ts';
import { rootName } from './names.ts';
import { blockersOf, rowsOf, standingsOf } from './node-rows.ts';
import type { Standing } from './node-rows.ts';
import { barsOf, phasesOf, titleOf } from './phases.ts';
import { changedLines, nextLines, trustedLines } from './sentences.ts';

/** What the page is made of. */
export interface Shown {
  readonly name: string;
  readonly place: EnginePlace;
  readonly sight: SwarmSight | undefined;
  readonly problem: Problem | undefined;
  readonly isStopped: boolean;
  /** What a lab says of those that are waited for. */
  readonly told: LabRotation | undefined;
  readonly ended: EndedRotation | undefined;
  /** Not in Restricted Mode. */
  readonly canAct: boolean;
  /** Writes a moment, ms since epoch. */
  readonly moment: (time: number) => string;
}

const nothing: Lines = { title: '', lines: [] };

/** What the page of the rotation view shows of a swarm. */
export function pageOf(shown: Shown): RotationPage {
  const progress = progressOf(shown.sight);
  if (shown.sight === undefined || progress.known === undefined) return pageWithout(shown);
  const { sight, ended, canAct, moment } = shown;
  const standings = standingsOf(sight, progress, shown.told);
  const rows = rowsOf(standings, { progress, former: ended?.from, canAct, moment });
  const blocked = standings.filter(({ cure }) => cure !== undefined).length;
  const title = titleOf(progress, blocked, ended);
  const isCalm = progress.stage === 'none';
  return {
    ...headOf(shown),
    tone: blocked > 0 && progress.stage === 'renewing' ? 'blocked' : isCalm ? 'good' : 'busy',
    title,
    detail: detailOf(progress, shown),
    announcement: title,
    buttons: [canAct ? rotateButton(shown.name, isCalm) : buttonOf('trust', shown.name)],
    changed: isCalm || !progress.isUnderWay ? changedLines(ended) : nothing,
    phases: phasesOf(progress, ended),
    bars: isCalm && ended === undefined ? [] : barsOf(progress),
    blockers: {
      title: progress.isUnderWay ? l10n.t('What holds it up') : l10n.t('Who was left behind'),
      list: blockersOf(standings, canAct),
    },
    trusted: trustedLines(progress, moment),
    next: nextLines(progress, blocked, ended),
    nodes: {
      title: l10n.t('Node by node'),
      headings: [
        l10n.t('Node'),
        l10n.t('Role'),
        l10n.t('Certificate of root'),
        l10n.t('Trusts root'),
        l10n.t('How it stands'),
      ],
      rows,
      more: moreText(standings, rows.length),
    },
  };
}

type Head = Pick<RotationPage, 'name' | 'place' | 'notice'>;

function headOf({ name, place, problem, canAct, sight }: Shown): Head {
  const notices = [
    problem === undefined || sight === undefined
      ? ''
      : l10n.t('It is out of reach. What is shown is what was seen last. {0}', problemText(problem)),
    canAct ? '' : l10n.t('In Restricted Mode nothing is done with a swarm: trust the workspace first.'),
  ];
  return {
    name: harmless(name),
    place:
      place.kind === 'lab'
        ? l10n.t('The lab in {0}', harmless(place.directory, 300))
        : l10n.t('The Docker context {0}', harmless(place.context)),
    notice: notices.filter((each) => each !== '').join(' '),
  };
}

/** The page of an engine that shows no swarm: why, and what helps. */
function pageWithout(shown: Shown): RotationPage {
  const { title, detail, deed } = whyWithout(shown);
  const offered = shown.canAct || deed === 'retry' ? deed : 'trust';
  return emptyPage(headOf(shown), title, detail, offered === undefined ? [] : [buttonOf(offered, shown.name)]);
}

/** Of an engine that is shown no more. @param id of its swarm */
export function pageOfForgotten(id: string): RotationPage {
  return emptyPage(
    { name: harmless(id.replace(/^\w+:/, ''), 300), place: '', notice: '' },
    l10n.t('The engine is not shown any more'),
    l10n.t('As soon as it is shown again, so is its rotation.'),
    [],
  );
}

function emptyPage(head: Head, title: string, detail: string, buttons: readonly PageButton[]): RotationPage {
  return {
    ...head,
    tone: 'plain',
    title,
    detail,
    announcement: title,
    buttons,
    changed: nothing,
    phases: { title: '', list: [] },
    bars: [],
    blockers: { title: '', list: [] },
    trusted: nothing,
    next: nothing,
    nodes: { title: '', headings: [], rows: [], more: '' },
  };
}

function whyWithout({ sight, isStopped, problem }: Shown): {
  readonly title: string;
  readonly detail: string;
  readonly deed?: 'run' | 'retry';
} {
  if (isStopped) {
    const detail = l10n.t('Its swarm is as it was when it stopped. Started, it goes on, and so does a rotation.');
    return { title: l10n.t('The lab does not run'), detail, deed: 'run' };
  }
  if (problem !== undefined)
    return { title: l10n.t('The engine is out of reach'), detail: problemText(problem), deed: 'retry' };
  if (sight === undefined) return { title: l10n.t('The swarm is being looked at…'), detail: '' };
  const detail = l10n.t('Only a manager of a swarm shows its root, and rotates it.');
  const refusal = sight.refusal === undefined ? '' : ` ${harmless(sight.refusal, 300)}`;
  return { title: l10n.t('The engine shows no swarm'), detail: detail + refusal };
}

function problemText({ message, next }: Problem): string {
  return harmless([message, next].filter((each) => each !== '').join('. '), 600);
}

function buttonOf(deed: 'rotate' | 'run' | 'retry' | 'trust', name: string): PageButton {
  const label = deedText(deed, '');
  return { deed, label, about: `${label}: ${harmless(name)}`, isPrimary: true };
}

/** @param isCalm whether no rotation is under way */
function rotateButton(name: string, isCalm: boolean): PageButton {
  if (isCalm) return buttonOf('rotate', name);
  const label = l10n.t('Rotate Again');
  return { deed: 'rotate', label, about: `${label}: ${harmless(name)}`, isPrimary: false };
}

function detailOf(
  { known, nodes, certificates, roots, isUnderWay, since, stage }: RotationProgress,
  { sight, moment }: Shown,
): string {
  const begun = since === undefined ? '' : ` ${sinceText(moment(since), sight?.lab !== undefined)}`;
  const [from, to] = [rootName(known?.trusted.issuer), rootName(known?.coming?.issuer)];
  if (isUnderWay)
    return l10n.t('From root {0} to root {1}: {2} of {3} nodes have renewed.', from, to, certificates, nodes) + begun;
  if (stage === 'spreading')
    return l10n.t('Root {0} is the swarm’s: {1} of {2} nodes know that by now.', from, roots, nodes);
  return certificates === nodes && roots === nodes
    ? l10n.t('All {0} nodes trust root {1}, and have certificates of it.', nodes, from)
    : l10n.t('{0} of {1} nodes have a certificate of root {2}.', certificates, nodes, from);
}

function sinceText(time: string, isLab: boolean): string {
  return isLab ? l10n.t('It began at {0}, lab time.', time) : l10n.t('It began at {0}.', time);
}

function moreText(standings: readonly Standing[], shown: number): string {
  const more = standings.length - shown;
  return more === 0
    ? ''
    : l10n.t(
        'And {0} more, of which {1} have renewed.',
        more,
        Math.min(more, standings.filter(({ isRenewed, reason }) => isRenewed && reason === undefined).length),
      );
}
