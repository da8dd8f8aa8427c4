import { l10n } from 'vscode';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { isRotating, rotationProgress } from '../../../acts/rotation-progress.ts';
import type { Blocker, RotationProgress } from '../../../acts/rotation-progress.ts';
import { nameOf } from '../../../acts/target.ts';
import { mostBlockers } from '../branches.ts';
import { contextValues, viewItem } from '../../context-values.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';
import { nodeMenu } from './node-menu.ts';
import { nameWords, nodeCount, spokenOf } from './words.ts';

/** A rotation of the root CA: how far it has come, and whether it waits for somebody in vain. A click opens its view. */
export function rotationRow({ swarm: { sight } }: Picture): Row {
  const label = l10n.t('Root Rotation');
  const title = l10n.t('Open Rotation View');
  const progress = sight && rotationProgress(sight);
  const words = progress === undefined ? '' : progressWords(progress);
  const waits = progress?.blockers.length ?? 0;
  const waitWords = waits === 0 ? undefined : l10n.t('it waits for {0} in vain', nodeCount(waits));
  return {
    label,
    description: words,
    tooltip: [label, words, ...(waitWords === undefined ? [] : [waitWords])],
    icon: waits === 0 ? { name: 'sync~spin' } : { name: 'warning', color: 'list.warningForeground' },
    state: waits === 0 ? 'leaf' : 'open',
    menu: viewItem(contextValues.rotation, sight !== undefined && isRotating(sight) ? ['underway'] : []),
    spoken: spokenOf([label, words, waitWords]),
    command: { name: 'swarmpki.showRotation', title },
  };
}

function progressWords({ phase, done, nodes }: RotationProgress): string {
  switch (phase) {
    case 'renewing':
      return l10n.t('{0} of {1} nodes have renewed', done, nodes);
    case 'completing':
      return l10n.t('all {0} have renewed, managers end it', nodes);
    case 'trusting':
      return l10n.t('{0} of {1} nodes trust the new root alone', done, nodes);
    case 'none':
      return l10n.t('has ended');
  }
}

/** A node for which a rotation waits in vain, and what frees it from that. */
export function blockerRow(id: string, { swarm }: Picture): Row {
  const found = swarm.sight && rotationProgress(swarm.sight).blockers.find(({ node }) => node.id === id);
  const label = nameWords(found === undefined ? id : nameOf(found.node));
  const words = found === undefined ? '' : blockerWords(found);
  return {
    ...plainRow,
    label,
    description: words,
    tooltip: [label, words],
    icon: { name: 'warning', color: 'list.warningForeground' },
    menu: found === undefined ? '' : nodeMenu(swarm, found.node),
    spoken: spokenOf([label, words]),
  };
}

function blockerWords({ node, why }: Blocker): string {
  if (why === 'silent') return l10n.t('has never reported a certificate: remove it, or wait');
  return isStopped(node) ? l10n.t('is stopped: start it, or remove it') : l10n.t('is down: start it, or remove it');
}

function isStopped({ place }: NodeSight): boolean {
  return place === 'stopped';
}

export function moreBlockersRow({ swarm: { sight } }: Picture): Row {
  const all = sight === undefined ? 0 : rotationProgress(sight).blockers.length;
  const label = l10n.t('and {0} more', nodeCount(Math.max(0, all - mostBlockers)));
  return { ...plainRow, label, tooltip: [label], icon: { name: 'ellipsis' }, spoken: label };
}
