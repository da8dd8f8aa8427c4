import { l10n, window } from 'vscode';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { harmless } from '../words/harmless.ts';
import { placeText } from '../engines/place-text.ts';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import type { Call } from './run/call.ts';
import { mayBeLab, nameOf } from '../engines/subject.ts';

/** What is going to be done, and with whom. */
export interface Plan {
  readonly swarm: ShownSwarm;
  readonly call: Call;
  readonly nodes: readonly NodeSight[];
}

/** So many nodes are named. */
const mostNamed = 5;

/**
 * Asks before something is lost: what destroys is asked for in any case, what changes is asked for on a real engine. Labs are
 * there to be played with.
 */
export async function confirm(plan: Plan): Promise<boolean> {
  const { call, swarm } = plan;
  const { title, danger } = call.action;
  if (danger === 'reads' || (danger === 'changes' && mayBeLab(swarm) && call.flags['force'] !== true)) return true;
  const said = await window.showWarningMessage(
    l10n.t('{0} on {1}?', title, harmless(swarm.name)),
    { modal: true, detail: detailOf(plan) },
    title,
  );
  return said === title;
}

function detailOf({ swarm, call, nodes }: Plan): string {
  const { place, sight } = swarm;
  const id = sight?.lab?.swarm.ID ?? sight?.swarm?.ID;
  const names = nodes.slice(0, mostNamed).map((node) => harmless(nameOf(node)));
  if (nodes.length > names.length) names.push(l10n.t('{0} more', nodes.length - names.length));
  const lines = [
    placeText(place),
    ...(id === undefined ? [] : [l10n.t('Swarm {0}', harmless(id))]),
    ...(names.length === 0 ? [] : [l10n.t('Nodes: {0}', names.join(', '))]),
    ...(call.flags['force'] === true ? [l10n.t('By force: {0}.', call.command.flags['force']?.help ?? '')] : []),
    ...(call.action.danger === 'destroys' ? [l10n.t('What is gone then does not come back.')] : []),
  ];
  return lines.join('\n');
}
