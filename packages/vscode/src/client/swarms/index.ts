import { EventEmitter, commands, window, workspace } from 'vscode';
import type { ExtensionContext, TreeDataProvider } from 'vscode';
import { ifTrusted } from '../dialogs/restricted.ts';
import type { SwarmsView } from './swarms-view.ts';
import type { TreeElement } from './tree/element.ts';

/** Of the manifest. */
const viewId = 'swarmpki.swarms';

/**
 * Shows swarms in a view of their own, and what is about which those are as commands.
 *
 * @param load loads what all of it is made of: with the first look at the view or the first of these commands, and not before
 */
export function showSwarms(context: ExtensionContext, load: () => Promise<SwarmsView>): void {
  const changed = new EventEmitter<TreeElement | TreeElement[] | undefined>();
  let loaded: SwarmsView | undefined;
  const provider: TreeDataProvider<TreeElement> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (element) => {
      // In Restricted Mode nothing is looked for: the view says why.
      if (!workspace.isTrusted) return [];
      loaded = await load();
      const children = loaded.drawIn({ view, changed }).childrenOf(element);
      // That there is nothing is said when it is known.
      if (element === undefined) await commands.executeCommand('setContext', 'swarmpki.looked', true);
      return [...children];
    },
    getTreeItem: (element) => {
      if (loaded === undefined) throw new Error('elements come from what is loaded');
      return loaded.itemOf(element);
    },
    getParent: ({ parent }) => parent,
  };
  const view = window.createTreeView(viewId, {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const register = (name: string, run: (shown: SwarmsView, given: unknown) => Promise<void>): void => {
    context.subscriptions.push(
      commands.registerCommand(
        `swarmpki.${name}`,
        ifTrusted(async (given: unknown) => run(await load(), given)),
      ),
    );
  };
  context.subscriptions.push(
    view,
    changed,
    workspace.onDidGrantWorkspaceTrust(() => changed.fire(undefined)),
  );
  register('refresh', (shown, given) => shown.refresh(given));
  register('startLab', (shown, given) => shown.startLab(given));
  register('attachContext', (shown) => shown.attachContext());
  register('detachContext', (shown, given) => shown.detachContext(given));
  register('copyRootFingerprint', (shown, given) => shown.copyRootFingerprint(given));
  register('openTerminal', (shown, given) => shown.openTerminal(given));
}
