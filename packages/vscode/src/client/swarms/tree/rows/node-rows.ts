import { l10n } from 'vscode';
import type { Judged, Standing } from '@swarmpki/core/engine/health';
import { mayBeLab, nameOf } from '../../../engines/subject.ts';
import { contextValues, viewItem } from '../../context-values.ts';
import type { ElementOf } from '../element.ts';
import { nodesOfPage } from '../node-branches.ts';
import { countOf, isWrong, nodeIn } from '../picture.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';
import { nodeMenu } from './node-menu.ts';
import { nodeTooltip } from './node-tooltip.ts';
import { leftOf, roleWords, standingIcons, standingWords } from './node-words.ts';
import { joined, nameWords, nodeCount, problemCount, rootWords, spanHolds, spokenOf } from '../../../words/phrases.ts';

/** All nodes. */
export function nodesRow({ swarm, nodes }: Picture): Row {
  const label = l10n.t('Nodes');
  const { all, managers } = countOf(nodes);
  const words = joined([
    String(all),
    managers === 1 ? l10n.t('1 manager') : l10n.t('{0} managers', managers),
    problemCount(nodes.filter(isWrong).length),
  ]);
  return {
    ...plainRow,
    label,
    description: words,
    tooltip: [label, words],
    icon: { name: 'type-hierarchy' },
    state: 'open',
    menu: viewItem(contextValues.nodes, mayBeLab(swarm) ? ['lab'] : []),
    spoken: spokenOf([label, words]),
  };
}

/** Those of many that stand alike. */
export function standingRow(standing: Standing, { nodes }: Picture): Row {
  const count = nodes.filter(({ health }) => health.standing === standing).length;
  return group(standingWords(standing), nodeCount(count), standing);
}

/** Some of many that stand alike: from whom to whom. */
export function pageRow(page: ElementOf<'page'>, { nodes }: Picture): Row {
  const shown = nodesOfPage(page, nodes);
  const [first, last] = [shown.at(0), shown.at(-1)];
  const ends = [first, last].map((judged) => (judged === undefined ? '' : nameWords(nameOf(judged.node))));
  return group(ends.join(' … '), nodeCount(shown.length), page.standing);
}

function group(label: string, words: string, standing: Standing): Row {
  return {
    ...plainRow,
    label,
    description: words,
    tooltip: [label, words],
    icon: standingIcons[standing],
    state: 'closed',
    spoken: spokenOf([label, words]),
  };
}

/** A node: what is wrong with it first, its role, who signed its certificate, and how long that is good. */
export function nodeRow(id: string, picture: Picture): Row {
  const judged = nodeIn(picture, id);
  if (judged === undefined) return group(nameWords(id), '', 'removed');
  const { node, health } = judged;
  const { standing, leftMs } = health;
  const isReady = standing === 'ready';
  const label = nameWords(nameOf(node));
  const issuer = node.issuer === undefined ? undefined : rootWords(node.issuer);
  const parts = [roleWords(node), leftOf(health), issuer];
  const word = wordOf(judged);
  const faults = [
    node.place === 'stopped' ? l10n.t('stopped') : undefined,
    node.faults?.Cut === true ? l10n.t('cut off') : undefined,
    node.faults?.Silenced === true ? l10n.t('silenced') : undefined,
  ];
  return {
    ...plainRow,
    label,
    // A narrow view cuts the end off.
    description: joined(
      isWrong(judged) ? [word, ...faults, ...parts] : [...faults, ...parts, isReady ? undefined : word],
    ),
    tooltip: nodeTooltip(judged, picture),
    icon: standingIcons[standing],
    menu: nodeMenu(picture.swarm, node),
    spoken: spokenOf([
      label,
      word,
      ...faults,
      roleWords(node),
      leftOf(health),
      issuer === undefined ? undefined : l10n.t('root {0}', issuer),
    ]),
    ...(leftMs !== undefined && { holdsFor: spanHolds(Math.abs(leftMs)) }),
  };
}

/** Of a machine that is stopped it is no news that it is down, and not the whole truth that it is ready. */
function wordOf({ node, health: { standing } }: Judged): string | undefined {
  if (node.place === 'stopped' && (standing === 'down' || standing === 'ready')) return undefined;
  return standingWords(standing, node.issuance);
}
