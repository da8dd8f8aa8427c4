import { basename } from 'node:path';
import { ProgressLocation, l10n, window, workspace } from 'vscode';
import { systemClock } from '@swarmpki/core/commands';
import { Inspection } from '@swarmpki/core/inspect/report';
import { harmless } from '../../words/harmless.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';
import type { Acting } from '../acting.ts';
import { choose } from '../../dialogs/ask.ts';
import { tellProblem } from '../../dialogs/outcome.ts';
import { tellRestricted } from '../../dialogs/restricted.ts';
import { diagnosisText, reportText } from './report-text.ts';
import { subjectOf } from '../../engines/subject.ts';

/** What is to be diagnosed. */
type Patient =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'data-root'; readonly path: string }
  | { readonly kind: 'engine'; readonly swarm: ShownSwarm };

/** Says what is wrong with the files of the workspace, with a data root, or with an engine and its swarm, as a text. Nothing is changed. */
export async function runDoctor(acting: Acting, given: unknown): Promise<void> {
  if (!workspace.isTrusted) return tellRestricted();
  const title = l10n.t('Doctor');
  try {
    const subject = subjectOf(given, undefined, (id) => acting.swarms.find(id));
    const patient =
      subject === undefined ? await askForPatient(acting, title) : { kind: 'engine' as const, swarm: subject.swarm };
    if (patient === undefined) return;
    const name = patient.kind === 'engine' ? patient.swarm.name : basename(patient.path);
    const options = {
      location: ProgressLocation.Notification,
      title: harmless(l10n.t('{0}: {1}', title, name)),
    };
    const text = await window.withProgress(options, () => diagnose(patient));
    await acting.texts.show(`${title} ${harmless(name, 60)}.txt`, text);
  } catch (error) {
    tellProblem(title, error);
  }
}

async function diagnose(patient: Patient): Promise<string> {
  if (patient.kind === 'folder') return inspected(patient.path);
  // What reads certificates by all its means is loaded with it.
  const core = await import('@swarmpki/core/doctor');
  if (patient.kind === 'data-root') {
    return diagnosisText(core.judgeDataRoot(await core.readDataRoot(patient.path), systemClock.now()));
  }
  await using client = await patient.swarm.connect(false);
  const { signal } = new AbortController();
  const look = await core.lookAtEngine(client, { clock: systemClock, signal, probe: false });
  return diagnosisText(core.judgeEngine(look, look.now));
}

async function inspected(folder: string): Promise<string> {
  const { readSources } = await import('@swarmpki/core/inspect/files');
  const inspection = new Inspection();
  const unread: string[] = [];
  for await (const read of readSources('.', folder)) {
    if ('source' in read) inspection.add(read.source);
    else unread.push(`${read.path}: ${read.problem.message}`);
  }
  return reportText(folder, inspection.report(systemClock.now()), unread);
}

async function askForPatient({ swarms }: Acting, title: string): Promise<Patient | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const chosen = await choose<Patient | undefined>(l10n.t('{0}: what is to be looked at?', title), [
    ...folders.map(({ uri, name }) => ({
      label: harmless(name),
      description: l10n.t('the files of this workspace'),
      value: { kind: 'folder' as const, path: uri.fsPath },
    })),
    ...swarms.all.map((swarm) => ({
      label: harmless(swarm.name),
      description: l10n.t('the engine and its swarm'),
      value: { kind: 'engine' as const, swarm },
    })),
    {
      label: l10n.t('A data root…'),
      description: l10n.t('such as /var/lib/docker, or a copy of it'),
      value: undefined,
    },
  ]);
  if (chosen === undefined || chosen.value !== undefined) return chosen?.value;
  const options = { title, canSelectFiles: false, canSelectFolders: true, openLabel: l10n.t('Choose') };
  const [folder] = (await window.showOpenDialog(options)) ?? [];
  return folder?.scheme === 'file' ? { kind: 'data-root', path: folder.fsPath } : undefined;
}
