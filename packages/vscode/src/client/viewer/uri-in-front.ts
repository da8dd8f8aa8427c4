import { TabInputCustom, TabInputText, window } from 'vscode';
import type { Uri } from 'vscode';

/** The file of the editor in front, whatever kind of editor that is. */
export function uriInFront(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputCustom || input instanceof TabInputText ? input.uri : undefined;
}
