import { TabInputCustom, TabInputText, commands, window, workspace } from 'vscode';
import type { Disposable, Tab, Uri } from 'vscode';
import { largestViewed } from '../../shared/protocol.ts';
import { beginsAsDer } from '../../shared/sniff.ts';
import { optionalViewer } from './view-types.ts';

/** Names of files that hold either a text or DER. */
const eitherWay = /\.(crt|cer|cert|csr|key|pem)$/i;
const schemes: ReadonlySet<string> = new Set(['file', 'vscode-remote', 'vscode-vfs']);
/** Whoever changes from the viewer to the text editor closes the one and opens the other: within this time, ms. */
const changing = 1_000;

/** Opens the viewer where an editor for texts was opened, and its file holds DER. Who then wants the text editor gets it. */
export function openBinariesInViewer(): Disposable {
  /** Files of which a viewer is open, or was a moment ago. */
  const viewed = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const listening = window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
    for (const { input } of opened) if (input instanceof TabInputCustom) viewed.add(input.uri.toString());
    for (const { input } of closed) {
      if (!(input instanceof TabInputCustom)) continue;
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (!isOpen(input.uri)) viewed.delete(input.uri.toString());
      }, changing);
      timers.add(timer);
    }
    for (const tab of opened) void reopen(tab, viewed);
  });
  for (const tab of window.tabGroups.all.flatMap(({ tabs }) => tabs)) void reopen(tab, viewed);
  return {
    dispose: () => {
      listening.dispose();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

async function reopen(tab: Tab, viewed: ReadonlySet<string>): Promise<void> {
  const { input, group, isPreview } = tab;
  if (!(input instanceof TabInputText)) return;
  const { uri } = input;
  if (!schemes.has(uri.scheme) || !eitherWay.test(uri.path) || viewed.has(uri.toString())) return;
  if (!(await holdsDer(uri)) || viewed.has(uri.toString())) return;
  const { viewColumn, isActive } = group;
  const isShown = tab.isActive;
  await commands.executeCommand('vscode.openWith', uri, optionalViewer, {
    viewColumn,
    preview: isPreview,
    preserveFocus: !isActive || !isShown,
  });
  const left = group.tabs.find(
    (each) => each.input instanceof TabInputText && each.input.uri.toString() === uri.toString(),
  );
  if (left !== undefined) await window.tabGroups.close(left, true);
}

async function holdsDer(uri: Uri): Promise<boolean> {
  try {
    const { size } = await workspace.fs.stat(uri);
    return size <= largestViewed && beginsAsDer(await workspace.fs.readFile(uri));
  } catch {
    // The text editor says why it cannot be read.
    return false;
  }
}

function isOpen(uri: Uri): boolean {
  return window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputCustom && input.uri.toString() === uri.toString()),
  );
}
