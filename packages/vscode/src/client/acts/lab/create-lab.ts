import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { l10n, window, workspace } from 'vscode';
import { samples } from '@swarmpki/core/commands';
import type { Sample, Step } from '@swarmpki/core/commands';
import { harmless } from '../../words/harmless.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';
import type { Acting } from '../acting.ts';
import { choose } from '../../dialogs/ask.ts';
import { readNamed } from '../run/call.ts';
import { freeAddress } from './free-address.ts';
import { tell, tellProblem } from '../../dialogs/outcome.ts';
import { tellRestricted } from '../../dialogs/restricted.ts';
import { inputs, runAll } from '../run/run-all.ts';
import { linesOf } from '../../words/lines.ts';

/** The folder of a lab in the folder that it belongs to. */
const folderName = '.swarmpki';

/** Asks where a lab is to be and what is to be in it, and makes it. What has been made by then stays where something fails. */
export async function createLab(acting: Acting): Promise<void> {
  if (!workspace.isTrusted) return tellRestricted();
  const title = l10n.t('Create a Lab');
  try {
    const directory = await askForPlace(acting, title);
    const steps = directory === undefined ? undefined : await askForSteps(title);
    if (directory === undefined || steps === undefined) return;
    const lab = await acting.swarms.show({ kind: 'lab', directory });
    await make(acting, lab, title, steps);
  } catch (error) {
    acting.log.error(`${title}: ${linesOf(String(error)).join('; ')}`);
    tellProblem(title, error, [{ title: l10n.t('Show Log'), run: () => acting.log.show() }]);
  }
}

async function make(acting: Acting, lab: ShownSwarm, title: string, steps: readonly Step[]): Promise<void> {
  const listen = { 'listen-addr': await freeAddress() };
  const prepared = await Promise.all(
    steps.map(async ({ command, flags = {}, parameters = [] }) => {
      const wish = { flags: command === 'init' ? { ...flags, ...listen } : flags, parameters };
      return { wish, call: await readNamed(command, wish, inputs) };
    }),
  );
  const said = await runAll(acting, { swarm: lab, title, steps: prepared, isSecret: false }, (all) => all);
  if (said === undefined) return tell('info', l10n.t('{0}: called off; what was made by then stays.', title));
  const view = { title: l10n.t('Open Rotation View'), run: () => acting.showRotation(lab) };
  tell('info', l10n.t('{0}: the lab runs, also when this window is closed.', lab.name), [view]);
}

async function askForPlace({ swarms }: Acting, title: string): Promise<string | undefined> {
  const usual = await swarms.usualLab();
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const directories = new Set([...folders.map(({ uri }) => join(uri.fsPath, folderName)), usual]);
  const free = [...directories].filter((directory) => !isTaken(swarms.all, directory));
  const chosen = await choose(l10n.t('{0}: where?', title), [
    ...free.map((value) => ({
      label: harmless(value),
      ...(value === usual && { description: l10n.t('as usual') }),
      value,
    })),
    { label: l10n.t('In another folder…'), value: undefined },
  ]);
  if (chosen === undefined) return undefined;
  if (chosen.value !== undefined) return chosen.value;
  const options = { title, canSelectFiles: false, canSelectFolders: true, openLabel: l10n.t('Choose') };
  const [folder] = (await window.showOpenDialog(options)) ?? [];
  if (folder === undefined) return undefined;
  if (folder.scheme === 'file') return join(folder.fsPath, folderName);
  tell('warn', l10n.t('{0}: a lab lies on the machine on which the extension runs.', title));
  return undefined;
}

/** A lab has one swarm, also while nobody hosts it: only one that was seen without any has room for it. */
function isTaken(all: readonly ShownSwarm[], directory: string): boolean {
  return all.some(
    ({ place, sight }) =>
      place.kind === 'lab' &&
      place.directory === directory &&
      existsSync(directory) &&
      sight?.info.Swarm.LocalNodeState !== 'inactive',
  );
}

async function askForSteps(title: string): Promise<readonly Step[] | undefined> {
  const words: Readonly<Record<Sample['id'], string>> = {
    small: l10n.t('A manager and five workers'),
    quorum: l10n.t('Three managers and five workers'),
    large: l10n.t('Two hundred nodes'),
    stuck: l10n.t('In the middle of a rotation, with one node stuck'),
  };
  const alone: readonly Step[] = [{ command: 'init' }];
  const chosen = await choose(l10n.t('{0}: with what in it?', title), [
    { label: l10n.t('A manager alone'), value: alone },
    ...samples.map(({ id, steps }) => ({ label: words[id], value: steps })),
  ]);
  return chosen?.value;
}
