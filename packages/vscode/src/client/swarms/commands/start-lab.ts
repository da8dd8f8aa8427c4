import { ProgressLocation, l10n, window } from 'vscode';
import { harmless } from '../../words/harmless.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';

/** Starts a host for a lab that has none. @throws {Problem} */
export async function startLab(lab: ShownSwarm): Promise<void> {
  const title = l10n.t('Starting {0}', harmless(lab.name, 60));
  await window.withProgress({ location: ProgressLocation.Notification, title }, async () => {
    await using _ = await lab.connect(true);
  });
}
