import { TabInputCustom, TabInputText, commands, window, workspace } from 'vscode';
import type { Disposable, Tab, Uri } from 'vscode';
import { largestViewed } from '../../shared/protocol.ts';
import { beginsAsDer, holdsText } from '../../shared/sniff.ts';
import { schemes } from '../language/sightings.ts';
import { optionalViewer, viewer } from './view-types.ts';

/** Names of files that are opened as texts, and that may hold DER: as in the manifest. */
const textNames = /\.(crt|cer|cert|csr|key|pem|p7m|p7s)$/i;

/** A tab that was opened, while its file is looked into. */
interface Opened {
  readonly uri: string;
  /** Its other editor was closed for it: somebody has chosen this one. */
  isChosen: boolean;
}

/**
 * VS Code chooses an editor by the name of a file, and that may be the wrong one: DER in a text editor, or a text in the viewer.
 * Then it is reopened in the other. Whoever wants the first after all gets that.
 */
export class FittingEditors implements Disposable {
  readonly #looking = new Set<Opened>();
  readonly #wanted = new Set<string>();
  readonly #listening: Disposable;

  constructor() {
    this.#listening = window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
      for (const tab of opened) void this.#fit(tab);
      const gone = new Set(closed.map((tab) => uriOf(tab)?.toString()));
      for (const each of this.#looking) if (gone.has(each.uri)) each.isChosen = true;
    });
    for (const tab of window.tabGroups.all.flatMap(({ tabs }) => tabs)) void this.#fit(tab);
  }

  /** Opens a file in the viewer, whatever it holds. */
  async openInViewer(uri: Uri): Promise<void> {
    const key = uri.toString();
    this.#wanted.add(key);
    await commands.executeCommand('vscode.openWith', uri, textNames.test(uri.path) ? optionalViewer : viewer);
    this.#wanted.delete(key);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #fit(tab: Tab): Promise<void> {
    const uri = uriOf(tab);
    if (uri === undefined || this.#wanted.has(uri.toString())) return;
    const opened: Opened = { uri: uri.toString(), isChosen: false };
    this.#looking.add(opened);
    const fitting = await fittingEditor(tab, uri);
    this.#looking.delete(opened);
    if (fitting !== undefined && !opened.isChosen) await reopen(tab, uri, fitting);
  }
}

/** The file of an editor that may be the wrong one for it. */
function uriOf({ input }: Tab): Uri | undefined {
  const isOurs = input instanceof TabInputCustom && [viewer, optionalViewer].includes(input.viewType);
  if (!isOurs && !(input instanceof TabInputText)) return undefined;
  return schemes.includes(input.uri.scheme) ? input.uri : undefined;
}

/** @returns `undefined` where the right one is open */
async function fittingEditor({ input }: Tab, uri: Uri): Promise<string | undefined> {
  // The other viewer is opened only where somebody wants it.
  if (input instanceof TabInputCustom && input.viewType === viewer)
    return holdsText(await contentsOf(uri)) ? 'default' : undefined;
  if (input instanceof TabInputText && textNames.test(uri.path))
    return beginsAsDer(await contentsOf(uri)) ? optionalViewer : undefined;
  return undefined;
}

/** Nothing of what is too large, or cannot be read: the editor that is open says so. */
async function contentsOf(uri: Uri): Promise<Uint8Array> {
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size <= largestViewed) return await workspace.fs.readFile(uri);
  } catch {
    // It is gone, or nobody may read it.
  }
  return new Uint8Array();
}

async function reopen(tab: Tab, uri: Uri, editor: string): Promise<void> {
  const { group, isActive, isPreview } = tab;
  await commands.executeCommand('vscode.openWith', uri, editor, {
    viewColumn: group.viewColumn,
    preview: isPreview,
    preserveFocus: !group.isActive || !isActive,
  });
  // By now VS Code may have other objects for the same group and tab.
  const left = window.tabGroups.all
    .filter(({ viewColumn }) => viewColumn === group.viewColumn)
    .flatMap(({ tabs }) => tabs)
    .find((each) => each.input?.constructor === tab.input?.constructor && uriOf(each)?.toString() === uri.toString());
  if (left !== undefined) await window.tabGroups.close(left, true);
}
