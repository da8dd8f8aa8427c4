import { l10n } from 'vscode';
import type { RotationProgress, RotationStage } from '@swarmpki/core/engine/rotation';
import type { Bar, Phase, RotationPage } from '../../shared/rotation-messages.ts';
import type { EndedRotation } from './last-rotation.ts';
import { rootWords } from '../words/phrases.ts';

/** In a line, and read aloud: where the rotation is. @param blocked how many nodes hold it up */
export function titleOf({ stage }: RotationProgress, blocked: number, ended: EndedRotation | undefined): string {
  switch (stage) {
    case 'renewing':
      return blocked > 0 ? l10n.t('The rotation is held up') : l10n.t('The root CA is being rotated: nodes renew');
    case 'completing':
      return l10n.t('All nodes have renewed: the managers end the rotation');
    case 'spreading':
      return l10n.t('The rotation has ended: nodes hear of it');
    case 'none':
      if (ended === undefined) return l10n.t('No rotation is under way');
      return ended.isAborted ? l10n.t('The rotation was called off') : l10n.t('The rotation is complete');
  }
}

/** How many phases are over; the next is the one that goes on. */
const over: Readonly<Record<RotationStage, number>> = { none: -1, renewing: 1, completing: 2, spreading: 3 };

/** What happens in a rotation and how far it is; what would happen where none is. */
export function phasesOf(progress: RotationProgress, ended: EndedRotation | undefined): RotationPage['phases'] {
  const { stage } = progress;
  const hasEnded = stage === 'none' && ended?.isAborted === false;
  const details = stage === 'none' && !hasEnded ? planned() : told(progress, ended);
  const titles = [
    l10n.t('A new root'),
    l10n.t('Nodes renew'),
    l10n.t('The managers end it'),
    l10n.t('Nodes trust the new root'),
  ];
  const done = hasEnded ? titles.length : over[stage];
  return {
    title: stage === 'none' && !hasEnded ? l10n.t('What a rotation does') : l10n.t('The rotation, step by step'),
    list: titles.map((title, at) => {
      const state = at < done ? 'done' : at === done ? 'now' : 'later';
      return { title, detail: details[at] ?? '', state, stateText: stateText(state) };
    }),
  };
}

function planned(): readonly string[] {
  return [
    l10n.t('The swarm makes a root with a new key. The old root signs that key as well.'),
    l10n.t('Every node gets a certificate of the new root, in its turn. Connections go on.'),
    l10n.t('The old root is forgotten, and both join tokens change.'),
    l10n.t('Each node hears from its managers whom it trusts from now on.'),
  ];
}

function told(
  { nodes, certificates, roots, known, isUnderWay }: RotationProgress,
  ended: EndedRotation | undefined,
): readonly string[] {
  const from = isUnderWay ? known?.trusted.issuer : ended?.from.issuer;
  const to = rootWords((known?.coming ?? known?.trusted)?.issuer);
  return [
    from === undefined
      ? l10n.t('It is {0}.', to)
      : l10n.t('It is {0}, and its key is signed by {1} as well.', to, rootWords(from)),
    l10n.t('{0} of {1} have a certificate of it.', certificates, nodes),
    isUnderWay
      ? l10n.t('The old root is to be forgotten, and both join tokens are to change.')
      : l10n.t('The old root is forgotten.'),
    l10n.t('{0} of {1} trust it alone.', roots, nodes),
  ];
}

function stateText(state: Phase['state']): string {
  switch (state) {
    case 'done':
      return l10n.t('done');
    case 'now':
      return l10n.t('now');
    case 'later':
      return l10n.t('later');
  }
}

/** Docker's two bars, with Docker's words: people look for these. */
export function barsOf({ nodes, certificates, roots }: RotationProgress): readonly Bar[] {
  const bar = (label: string, amount: number): Bar => ({
    label,
    amount,
    total: nodes,
    text: l10n.t('{0} of {1} nodes', amount, nodes),
  });
  return [bar(l10n.t('rotated TLS certificates'), certificates), bar(l10n.t('rotated CA certificates'), roots)];
}
