import { l10n } from 'vscode';
import type { RotationProgress } from '@swarmpki/core/engine/rotation';
import { momentToSecond } from '@swarmpki/core/inspect/report';
import type { Lines } from '../../shared/rotation-messages.ts';
import { harmless } from '../words/harmless.ts';
import type { EndedRotation } from './last-rotation.ts';
import { rootWords } from '../words/phrases.ts';

/** Whom everybody trusts: until the end of a rotation, the old root alone. */
export function trustedLines({ known, stage, nodes, roots, isUnderWay }: RotationProgress): Lines {
  const title = l10n.t('What is trusted now');
  if (known === undefined) return { title, lines: [] };
  const { trusted, coming } = known;
  const [root, next] = [rootWords(trusted.issuer), rootWords(coming?.issuer)];
  const lines = isUnderWay
    ? [
        l10n.t('All trust root {0}, and that alone, until the rotation has ended. Nobody trusts two roots.', root),
        l10n.t(
          'Certificates are issued by root {0}. Behind each stands one for root {0} that root {1} has signed: whoever knows only {1} accepts it.',
          next,
          root,
        ),
        l10n.t('Both join tokens carry the digest of root {0} still.', root),
      ]
    : [
        stage === 'spreading'
          ? l10n.t(
              '{0} of {1} nodes trust root {2} by now. The others trust the one before, and accept its certificates all the same.',
              roots,
              nodes,
              root,
            )
          : l10n.t('{0} of {1} nodes trust root {2}, and no other.', roots, nodes, root),
        l10n.t('Both join tokens carry its digest.'),
      ];
  if (trusted.notAfter !== undefined)
    lines.push(l10n.t('Root {0} is good until {1}.', root, momentToSecond(trusted.notAfter)));
  if (trusted.digest !== undefined) lines.push(digestLine(trusted.digest, isUnderWay));
  return { title, lines };
}

function digestLine(digest: string, isUnderWay: boolean): string {
  const shown = `\`${harmless(digest).replaceAll('`', '')}\``;
  return isUnderWay
    ? l10n.t('What `docker` calls the desired root digest is that of the old root until the end: {0}', shown)
    : l10n.t('Its digest: {0}', shown);
}

/** @param blocked how many nodes hold it up */
export function nextLines(
  { stage, nodes, certificates, known }: RotationProgress,
  blocked: number,
  ended: EndedRotation | undefined,
): Lines {
  const title = l10n.t('What comes next');
  const [from, to] = [rootWords(known?.trusted.issuer), rootWords(known?.coming?.issuer)];
  switch (stage) {
    case 'renewing':
      return {
        title,
        lines: [
          waitText(nodes - certificates, blocked > 0),
          l10n.t(
            'Rotating again meanwhile replaces this rotation: all begin anew, and the root in between is forgotten.',
          ),
        ],
      };
    case 'completing':
      return {
        title,
        lines: [
          l10n.t(
            'The managers forget the key of root {0}, let root {1} be the one that is trusted, and change both join tokens.',
            from,
            to,
          ),
        ],
      };
    case 'spreading':
      return {
        title,
        lines: [
          l10n.t('Nodes hear from their managers whom they trust, as soon as they are there. Nothing is issued anew.'),
        ],
      };
    case 'none':
      return {
        title,
        lines: [
          ended === undefined
            ? l10n.t(
                'Rotate when the key of the root may be known to somebody, or its end comes near. Join tokens change with it; nodes need nothing.',
              )
            : l10n.t('Nothing is left to do. Nodes keep their certificates until they renew of their own accord.'),
        ],
      };
  }
}

/** @param count nodes that have not renewed @param isHeldUp whether some of them will not by themselves */
function waitText(count: number, isHeldUp: boolean): string {
  if (!isHeldUp) {
    return count === 1
      ? l10n.t('When the last node has renewed, the managers end the rotation by themselves.')
      : l10n.t('When the last {0} nodes have renewed, the managers end the rotation by themselves.', count);
  }
  const end =
    count === 1
      ? l10n.t('It ends once the last node has renewed or is removed.')
      : l10n.t('It ends once the last {0} nodes have renewed or are removed.', count);
  return `${l10n.t('The rotation waits, for as long as it takes: nothing breaks meanwhile.')} ${end}`;
}

/** What a rotation has left behind. */
export function changedLines(ended: EndedRotation | undefined): Lines {
  const title = l10n.t('What has changed');
  if (ended === undefined) return { title, lines: [] };
  const [from, to] = [rootWords(ended.from.issuer), rootWords(ended.to.issuer)];
  const tokens = ended.areNewTokens
    ? l10n.t('Both join tokens are new: those that were noted down let nobody in any more.')
    : l10n.t('Join tokens are as they were.');
  return {
    title,
    lines: ended.isAborted
      ? [l10n.t('The root is {0} as before; the one that was on its way in is forgotten.', from), tokens]
      : [
          l10n.t('Root {0} is forgotten: the managers have its key no more.', from),
          l10n.t('Root {0} is the one that is trusted.', to),
          tokens,
        ],
  };
}
