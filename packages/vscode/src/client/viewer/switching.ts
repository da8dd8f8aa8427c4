import { TabInputCustom, TabInputText, commands, window } from 'vscode';
import type { Uri } from 'vscode';
import { optionalViewer, viewer } from './view-types.ts';

/** Opens a file in the viewer, whatever it holds. @param uri left out, that of the editor in front */
export async function openInViewer(uri: Uri | undefined): Promise<void> {
  const of = uri ?? uriInFront();
  if (of !== undefined) await commands.executeCommand('vscode.openWith', of, viewerOf(of));
}

/** Goes over from the viewer in front to the editor for texts. */
export async function reopenAsText(): Promise<void> {
  await commands.executeCommand('workbench.action.reopenTextEditor');
}

function uriInFront(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputCustom || input instanceof TabInputText ? input.uri : undefined;
}

/** The one in which it is open; else the one that nobody closes because a file is a text. */
function viewerOf(uri: Uri): string {
  const isOpen = window.tabGroups.activeTabGroup.tabs.some(
    ({ input }) =>
      input instanceof TabInputCustom && input.viewType === viewer && input.uri.toString() === uri.toString(),
  );
  return isOpen ? viewer : optionalViewer;
}
