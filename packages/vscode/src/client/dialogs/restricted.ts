import { commands, l10n, window, workspace } from 'vscode';

/** Restricted Mode: says why nothing is done, and the way out of it. Nobody waits for an answer. */
export function tellRestricted(): void {
  void offerTrust();
}

async function offerTrust(): Promise<void> {
  const manage = l10n.t('Manage Workspace Trust');
  const text = l10n.t('In Restricted Mode nothing is done with a swarm: trust the workspace first.');
  if ((await window.showWarningMessage(text, manage)) === manage)
    await commands.executeCommand('workbench.trust.manage');
}

/**
 * What is done in a workspace that is trusted, and not in Restricted Mode: there it is not even loaded. A command can be called
 * although no menu offers it.
 */
export function ifTrusted<Given extends readonly unknown[]>(
  run: (...given: Given) => Promise<void>,
): (...given: Given) => Promise<void> {
  return async (...given) => {
    if (workspace.isTrusted) await run(...given);
    else tellRestricted();
  };
}
