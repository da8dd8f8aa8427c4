import { Uri, ViewColumn, window, workspace } from 'vscode';
import { readViewUri } from '../../shared/view-uri.ts';

/** Opens a text that the server writes, beside the one that it is about. @param view its URI */
export async function openView(view: unknown): Promise<void> {
  if (typeof view !== 'string' || readViewUri(view) === undefined) return;
  const document = await workspace.openTextDocument(Uri.parse(view));
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
}
