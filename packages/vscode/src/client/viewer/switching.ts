import { TabInputCustom, TabInputText, commands, window } from 'vscode';
import type { Uri } from 'vscode';

/** Goes over from the viewer in front to the editor for texts. */
export async function reopenAsText(): Promise<void> {
  await commands.executeCommand('workbench.action.reopenTextEditor');
}

/** The file of the editor in front, whatever kind of editor that is. */
export function uriInFront(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputCustom || input instanceof TabInputText ? input.uri : undefined;
}
