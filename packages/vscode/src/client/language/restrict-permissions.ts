import { Uri, l10n, window, workspace } from 'vscode';
import { harmless } from '../words/harmless.ts';

/** As Docker gives them to such files: its owner may read and write it, and nobody else anything. */
const ownerOnly = 0o600;

/** Lets none but its owner open a file of this machine. @param uri as LSP writes it */
export async function restrictPermissions(uri: unknown): Promise<void> {
  if (typeof uri !== 'string') return;
  const { scheme, fsPath } = Uri.parse(uri);
  if (scheme !== 'file') return;
  if (!workspace.isTrusted) {
    await window.showWarningMessage(l10n.t('In Restricted Mode no file is changed: trust the workspace first.'));
    return;
  }
  try {
    // With the first text that is opened nothing is loaded that only a click needs.
    const { chmod } = await import('node:fs/promises');
    await chmod(fsPath, ownerOnly);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await window.showErrorMessage(l10n.t('Its permissions could not be changed: {0}', harmless(reason, 300)));
  }
}
