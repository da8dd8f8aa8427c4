import { l10n } from 'vscode';
import type { Judged } from '@swarmpki/core/engine/health';
import { mayBeLab } from '../../../engines/subject.ts';
import { harmless } from '../../../words/harmless.ts';
import { contextValues, viewItem } from '../../context-values.ts';
import type { Flag } from '../../context-values.ts';
import { originText, placeText } from '../../../engines/place-text.ts';
import type { ShownSwarm } from '../../../engines/shown-swarm.ts';
import { countOf, engineStanding, isWrong } from '../picture.ts';
import type { EngineStanding, Picture } from '../picture.ts';
import type { Row } from '../row.ts';
import { joined, nameWords, nodeCount, problemCount, rootWords, spokenOf } from '../../../words/phrases.ts';

/** A lab, or an engine of Docker's. */
export function engineRow(picture: Picture): Row {
  const { swarm } = picture;
  const standing = engineStanding(swarm);
  const words = standingWords(standing, picture);
  const kind = mayBeLab(swarm) ? l10n.t('lab') : l10n.t('Docker Engine');
  return {
    label: nameWords(swarm.name),
    description: joined([words, picture.hasNamesake ? originText(swarm.place) : undefined]),
    tooltip: tooltipOf(picture, words),
    icon: iconOf(standing, swarm, picture.nodes),
    // Nobody dials an engine that was not opened.
    state: swarm.place.kind === 'lab' ? 'open' : 'closed',
    menu: menuOf(swarm, standing),
    spoken: spokenOf([nameWords(swarm.name), kind, words, picture.hasNamesake ? originText(swarm.place) : undefined]),
  };
}

function standingWords(standing: EngineStanding, picture: Picture): string {
  const { swarm, isWatched } = picture;
  if (!isWatched && standing !== 'stopped') {
    return joined([swarm.sight === undefined ? undefined : swarmWords(picture), l10n.t('not connected')]);
  }
  switch (standing) {
    case 'manager':
      return swarmWords(picture);
    case 'lost':
      return l10n.t('out of reach');
    case 'stopped':
      return l10n.t('stopped');
    case 'asking':
      return l10n.t('connecting…');
    case 'empty':
      return l10n.t('in no swarm');
    case 'locked':
      return l10n.t('locked');
    case 'worker':
      return l10n.t('a worker');
    case 'refused':
      return l10n.t('does not show its swarm');
  }
}

function swarmWords({ nodes, roots }: Picture): string {
  const root = roots?.trusted.issuer;
  return joined([
    nodeCount(countOf(nodes).all),
    problemCount(nodes.filter(isWrong).length),
    root === undefined ? undefined : l10n.t('root {0}', rootWords(root)),
  ]);
}

function tooltipOf({ swarm, isWatched }: Picture, words: string): readonly string[] {
  const { place, sight, problem } = swarm;
  const lab = sight?.lab;
  const cluster = lab?.swarm.ID ?? sight?.swarm?.ID;
  return [
    harmless(swarm.name, 200),
    placeText(place),
    words,
    ...(cluster === undefined ? [] : [l10n.t('Swarm {0}', harmless(cluster))]),
    ...(sight === undefined ? [] : [l10n.t('Engine {0}', harmless(sight.info.ServerVersion))]),
    ...(problem === undefined ? [] : [harmless(problem.message, 400)]),
    ...(isWatched || place.kind === 'lab' ? [] : [l10n.t('It is connected to while it is expanded.')]),
  ];
}

function iconOf(standing: EngineStanding, { place, sight }: ShownSwarm, nodes: readonly Judged[]): Row['icon'] {
  if (standing === 'lost') return { name: 'debug-disconnect', color: 'list.errorForeground' };
  if (standing === 'stopped') return { name: 'beaker-stop', color: 'disabledForeground' };
  const name = place.kind === 'lab' || sight?.lab !== undefined ? 'beaker' : 'server';
  return nodes.some(isWrong) ? { name, color: 'list.warningForeground' } : { name };
}

function menuOf(swarm: ShownSwarm, standing: EngineStanding): string {
  if (standing === 'stopped') return viewItem(contextValues.stoppedLab);
  const attached: readonly Flag[] = swarm.place.kind === 'context' ? ['attached'] : [];
  return viewItem(mayBeLab(swarm) ? contextValues.lab : contextValues.engine, [...flagsOf(standing), ...attached]);
}

function flagsOf(standing: EngineStanding): readonly Flag[] {
  switch (standing) {
    case 'manager':
    case 'empty':
    case 'worker':
    case 'locked':
    case 'lost':
      return [standing];
    case 'stopped':
    case 'asking':
    case 'refused':
      return [];
  }
}
