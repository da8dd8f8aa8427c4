import { l10n } from 'vscode';
import { progressOf } from '@swarmpki/core/engine/rotation';
import type { NodeStanding, RotationProgress } from '@swarmpki/core/engine/rotation';
import { nameOf } from '../../../engines/subject.ts';
import { contextValues, viewItem } from '../../context-values.ts';
import { blockersOf } from '../../../engines/blockers.ts';
import { mostBlockers } from '../branches.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';
import { nodeMenu } from './node-menu.ts';
import { nameWords, nodeCount, rootWords, spokenOf } from '../../../words/phrases.ts';

/** A rotation of the root CA: how far it has come, and whether it waits for somebody in vain. A click opens its view. */
export function rotationRow(picture: Picture): Row {
  const label = l10n.t('Root Rotation');
  const progress = progressOf(picture.swarm.sight);
  const words = progressWords(progress);
  const waits = blockersOf(picture.swarm.sight).length;
  const waitWords = waits === 0 ? undefined : l10n.t('It waits in vain for {0}.', nodeCount(waits));
  return {
    label,
    description: words,
    tooltip: [label, fromTo(progress), words, ...(waitWords === undefined ? [] : [waitWords])],
    icon: waits === 0 ? { name: 'sync~spin' } : { name: 'warning', color: 'list.warningForeground' },
    state: waits === 0 ? 'leaf' : 'open',
    menu: viewItem(contextValues.rotation, progress.isUnderWay ? ['underway'] : []),
    spoken: spokenOf([label, words, waitWords]),
    command: { name: 'swarmpki.showRotation', title: l10n.t('Open Rotation View') },
  };
}

function progressWords({ stage, nodes, certificates, roots }: RotationProgress): string {
  switch (stage) {
    case 'renewing':
      return l10n.t('{0} of {1} renewed', certificates, nodes);
    case 'completing':
      return l10n.t('all {0} renewed, managers end it', nodes);
    case 'spreading':
      return l10n.t('{0} of {1} trust the new root alone', roots, nodes);
    case 'none':
      return l10n.t('has ended');
  }
}

function fromTo({ known }: RotationProgress): string {
  const [trusted, coming] = [rootWords(known?.trusted.issuer), known?.coming];
  return coming === undefined
    ? l10n.t('The root is {0} now.', trusted)
    : l10n.t('From the root {0} to {1}.', trusted, rootWords(coming.issuer));
}

/** A node for which a rotation waits in vain, and what frees it from that. */
export function blockerRow(id: string, picture: Picture): Row {
  const found = blockersOf(picture.swarm.sight).find(({ node }) => node.id === id);
  const label = nameWords(found === undefined ? id : nameOf(found.node));
  const words = found === undefined ? '' : blockerWords(found);
  return {
    ...plainRow,
    label,
    description: words,
    tooltip: [label, words],
    icon: { name: 'warning', color: 'list.warningForeground' },
    menu: found === undefined ? '' : nodeMenu(picture.swarm, found.node),
    spoken: spokenOf([label, words]),
  };
}

function blockerWords({ node, reason }: NodeStanding): string {
  if (reason === 'never-reported') return l10n.t('never reported: remove it, or wait');
  if (node.place === 'stopped') return l10n.t('stopped: start it, or remove it');
  return l10n.t('down: start it, or remove it');
}

export function moreBlockersRow(picture: Picture): Row {
  const label = l10n.t('and {0} more', nodeCount(Math.max(0, blockersOf(picture.swarm.sight).length - mostBlockers)));
  return { ...plainRow, label, tooltip: [label], icon: { name: 'ellipsis' }, spoken: label };
}
