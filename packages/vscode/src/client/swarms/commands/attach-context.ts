import { l10n } from 'vscode';
import { listContexts } from '@swarmpki/core/engine';
import type { EngineContext } from '@swarmpki/core/engine';
import { choose } from '../../dialogs/ask.ts';
import { tell, tellProblem } from '../../dialogs/outcome.ts';
import { harmless } from '../../words/harmless.ts';
import type { ShownSwarm, Swarms } from '../../engines/shown-swarm.ts';

/**
 * Asks which of Docker's contexts is to be shown from now on. Nothing is dialled: contexts are files.
 *
 * @returns what is shown by that; `undefined` where none was chosen
 */
export async function attachContext(swarms: Swarms, environment: NodeJS.ProcessEnv): Promise<ShownSwarm | undefined> {
  const title = l10n.t('Attach to a Docker Context');
  const attached = new Set(swarms.all.flatMap(({ place }) => (place.kind === 'context' ? [place.context] : [])));
  const free = (await listContexts(environment)).filter(({ name }) => !attached.has(name));
  if (free.length === 0) {
    tell('info', l10n.t('{0}: all contexts that there are, are shown.', title));
    return undefined;
  }
  const chosen = await choose(title, free.map(choiceOf));
  if (chosen === undefined) return undefined;
  const { name, problem } = chosen.value;
  if (problem !== undefined) {
    tellProblem(title, problem);
    return undefined;
  }
  return swarms.show({ kind: 'context', context: name });
}

function choiceOf(value: EngineContext): Parameters<typeof choose<EngineContext>>[1][number] {
  const { name, description, host, isCurrent, problem } = value;
  const detail = problem === undefined ? host : problem.message;
  return {
    label: `${problem === undefined ? '' : '$(warning) '}${harmless(name)}`,
    description: [isCurrent ? l10n.t('current') : '', harmless(description)].filter(Boolean).join(' · '),
    ...(detail !== '' && { detail: harmless(detail, 200) }),
    value,
  };
}
