import { l10n } from 'vscode';
import type { LabRotation, Problem } from '@swarmpki/core/engine';
import { progressOf } from '@swarmpki/core/engine/rotation';
import type { RotationProgress } from '@swarmpki/core/engine/rotation';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { momentToSecond } from '@swarmpki/core/inspect/report';
import type { Lines, PageButton, RotationPage } from '../../shared/rotation-messages.ts';
import { harmless } from '../words/harmless.ts';
import { placeText } from '../engines/place-text.ts';
import type { EnginePlace } from '../engines/place.ts';
import { deedText } from './cure.ts';
import { lastEnd } from './last-rotation.ts';
import type { EndedRotation } from './last-rotation.ts';
import { rootWords } from '../words/phrases.ts';
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
}

const nothing: Lines = { title: '', lines: [] };

/** What the page of the rotation view shows of a swarm. */
export function pageOf(shown: Shown): RotationPage {
  const progress = progressOf(shown.sight);
  if (shown.sight === undefined || progress.known === undefined) return pageWithout(shown);
  const { sight, ended } = shown;
  const standings = standingsOf(sight, progress, shown.told);
  const rows = rowsOf(standings, { progress, former: ended?.from });
  const blocked = standings.filter(({ cure }) => cure !== undefined).length;
  const title = titleOf(progress, blocked, ended);
  const isCalm = progress.stage === 'none';
  return {
    ...headOf(shown),
    tone: blocked > 0 && progress.stage === 'renewing' ? 'blocked' : isCalm ? 'good' : 'busy',
    title,
    detail: detailOf(progress, shown),
    announcement: title,
    buttons: [
      ...(shown.problem === undefined ? [] : [buttonOf('retry', shown.name)]),
      rotateButton(shown.name, isCalm),
    ],
    changed: isCalm || !progress.isUnderWay ? changedLines(ended) : nothing,
    phases: phasesOf(progress, ended),
    bars: isCalm && ended === undefined ? [] : barsOf(progress),
    blockers: {
      title: blockersTitle(progress),
      list: blockersOf(standings),
    },
    trusted: trustedLines(progress),
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

function blockersTitle({ stage, isUnderWay }: RotationProgress): string {
  if (isUnderWay) return l10n.t('What holds it up');
  return stage === 'spreading' ? l10n.t('Who was left behind') : l10n.t('What would hold one up');
}

type Head = Pick<RotationPage, 'name' | 'place' | 'notice'>;

function headOf({ name, place, problem, sight }: Shown): Head {
  return {
    name: harmless(name),
    place: placeText(place),
    notice:
      problem === undefined || sight === undefined
        ? ''
        : l10n.t('It is out of reach. What is shown is what was seen last. {0}', problemText(problem)),
  };
}

/** The page of an engine that shows no swarm: why, and what helps. */
function pageWithout(shown: Shown): RotationPage {
  const { title, detail, deed } = whyWithout(shown);
  return emptyPage(headOf(shown), title, detail, deed === undefined ? [] : [buttonOf(deed, shown.name)]);
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
  readonly deed?: SwarmDeed;
} {
  if (isStopped) {
    const detail = l10n.t('Its swarm is as it was when it stopped. Started, it goes on, and so does a rotation.');
    return { title: l10n.t('The lab does not run'), detail, deed: 'run' };
  }
  if (problem !== undefined)
    return { title: l10n.t('The engine is out of reach'), detail: problemText(problem), deed: 'retry' };
  if (sight === undefined) return { title: l10n.t('The swarm is being looked at…'), detail: '' };
  const { LocalNodeState: state } = sight.info.Swarm;
  if (state === 'inactive') return { title: l10n.t('There is no swarm yet'), detail: '', deed: 'init' };
  if (state === 'locked') {
    const detail = l10n.t('Its keys take the unlock key.');
    return { title: l10n.t('The manager is locked'), detail, deed: 'unlock' };
  }
  const detail = l10n.t('Only a manager of a swarm shows its root, and rotates it.');
  const refusal = sight.refusal === undefined ? '' : ` ${harmless(sight.refusal, 300)}`;
  return { title: l10n.t('The engine shows no swarm'), detail: detail + refusal };
}

function problemText({ message, next }: Problem): string {
  return harmless([message, next].filter((each) => each !== '').join('. '), 600);
}

/** What is done with a swarm as a whole. */
type SwarmDeed = 'rotate' | 'run' | 'retry' | 'init' | 'unlock';

function buttonOf(deed: SwarmDeed, name: string): PageButton {
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
  { sight }: Shown,
): string {
  const begun = since === undefined ? '' : ` ${sinceText(momentToSecond(since), sight?.lab !== undefined)}`;
  const [from, to] = [rootWords(known?.trusted.issuer), rootWords(known?.coming?.issuer)];
  if (isUnderWay)
    return l10n.t('From root {0} to root {1}: {2} of {3} nodes have renewed.', from, to, certificates, nodes) + begun;
  if (stage === 'spreading')
    return l10n.t('Root {0} is the swarm’s: {1} of {2} nodes know that by now.', from, roots, nodes);
  const now =
    certificates === nodes && roots === nodes
      ? l10n.t('Every node trusts root {0}, and has a certificate of it.', from)
      : l10n.t('{0} of {1} nodes have a certificate of root {2}.', certificates, nodes, from);
  return [now, ...endTexts(sight)].join(' ');
}

/** Of a lab, which tells when. */
function endTexts(sight: SwarmSight | undefined): readonly string[] {
  const end = sight && lastEnd(sight);
  if (end === undefined) return [];
  const time = momentToSecond(end.at);
  return [
    end.isAborted
      ? l10n.t('The last rotation was called off at {0}, lab time.', time)
      : l10n.t('The last rotation was completed at {0}, lab time.', time),
  ];
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
