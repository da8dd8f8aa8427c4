import { l10n } from 'vscode';
import type { ViewBadge } from 'vscode';
import { engineStanding, isWrong } from './picture.ts';
import type { Picture } from './picture.ts';
import { nodeCount } from '../../words/phrases.ts';

/** How much is wrong, of all that is watched: nodes, and engines that are out of reach. */
export function badgeOf(pictures: readonly Picture[]): ViewBadge | undefined {
  let [nodes, engines] = [0, 0];
  for (const picture of pictures) {
    if (engineStanding(picture.swarm) === 'lost') engines++;
    else nodes += picture.nodes.filter(isWrong).length;
  }
  const parts = [
    nodes === 0 ? undefined : l10n.t('{0} with a problem', nodeCount(nodes)),
    engines === 0
      ? undefined
      : engines === 1
        ? l10n.t('1 engine out of reach')
        : l10n.t('{0} engines out of reach', engines),
  ];
  const tooltip = parts.filter((part) => part !== undefined).join(', ');
  return tooltip === '' ? undefined : { value: nodes + engines, tooltip };
}
