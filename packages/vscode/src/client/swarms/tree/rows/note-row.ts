import { l10n } from 'vscode';
import { harmless } from '../../../words/harmless.ts';
import { ownNameOf } from '../../../engines/place.ts';
import type { Note } from '../element.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';

const longestLine = 400;

/** What is said in the place of a swarm; where something can be done about it a click does it. */
export function noteRow(note: Note, { swarm }: Picture): Row {
  const { problem, sight, place } = swarm;
  switch (note) {
    case 'asking':
      return said(l10n.t('Connecting…'), 'loading~spin');
    case 'stopped':
      return offered(l10n.t('Start This Lab'), 'play', 'swarmpki.startLab', [
        l10n.t('Nobody hosts it. What is in it is kept in {0}.', harmless(ownNameOf(place), 300)),
      ]);
    case 'problem':
      return said(harmless(problem?.message ?? '', longestLine), 'error', {
        color: 'list.errorForeground',
        more: problem?.expected === undefined ? [] : [l10n.t('Expected: {0}', harmless(problem.expected, longestLine))],
      });
    case 'next':
      return said(harmless(problem?.next ?? '', longestLine), 'lightbulb');
    case 'empty':
      return offered(l10n.t('Initialize a Swarm'), 'add', 'swarmpki.swarm.init', [l10n.t('It is in no swarm.')]);
    case 'locked':
      return offered(l10n.t('Unlock This Manager'), 'unlock', 'swarmpki.swarm.unlock', [
        l10n.t('Its keys are locked: it takes the unlock key to start it.'),
      ]);
    case 'worker':
      return said(l10n.t('A worker: only managers show their swarm'), 'info');
    case 'refused':
      return said(harmless(sight?.refusal ?? l10n.t('It does not show its swarm.'), longestLine), 'warning', {
        color: 'list.warningForeground',
      });
  }
}

function said(
  label: string,
  icon: string,
  { color, more = [] }: { readonly color?: string; readonly more?: readonly string[] } = {},
): Row {
  return {
    ...plainRow,
    label,
    tooltip: [label, ...more],
    icon: { name: icon, ...(color !== undefined && { color }) },
    spoken: label,
  };
}

function offered(label: string, icon: string, command: string, more: readonly string[]): Row {
  return {
    ...said(label, icon, { more }),
    spoken: [label, ...more].join('. '),
    command: { name: command, title: label },
  };
}
