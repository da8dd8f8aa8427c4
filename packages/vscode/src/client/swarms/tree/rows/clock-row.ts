import { l10n } from 'vscode';
import { moment } from '@swarmpki/core/inspect/report';
import { harmless } from '../../../words/harmless.ts';
import { contextValues, viewItem } from '../../context-values.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';
import { joined, spokenOf } from '../../../words/phrases.ts';

const minute = 60_000;

/** Lab time: what it is now, and how fast it passes. */
export function clockRow({ swarm: { sight }, now }: Picture): Row {
  const clock = sight?.lab?.clock;
  const label = l10n.t('Lab Time');
  const isPaused = clock?.Paused === true;
  const pace =
    clock?.JumpingTo !== undefined
      ? l10n.t('jumps ahead')
      : isPaused
        ? l10n.t('paused')
        : clock === undefined || clock.Speed === 1
          ? undefined
          : l10n.t('{0} times as fast', clock.Speed);
  const next = clock?.Next;
  return {
    ...plainRow,
    label,
    description: joined([moment(now), pace]),
    tooltip: [
      label,
      joined([moment(now), pace]),
      ...(next === undefined
        ? []
        : [l10n.t('Next: {0} of {1}, {2}', harmless(next.What), harmless(next.Name || next.ID, 60), moment(next.At))]),
    ],
    icon: { name: isPaused ? 'debug-pause' : 'watch' },
    menu: viewItem(contextValues.clock, [isPaused ? 'paused' : 'running']),
    spoken: spokenOf([label, moment(now), pace]),
    holdsFor: minute - (now % minute),
  };
}
