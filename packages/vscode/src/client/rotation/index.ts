import { commands, l10n, window, workspace } from 'vscode';
import type { ExtensionContext, WebviewPanel } from 'vscode';
import { saySentence } from '../webview/page.ts';
import { ifTrusted } from '../dialogs/restricted.ts';
import type { RotationPanels } from './rotation-panels.ts';
import { rotationView } from './view-type.ts';

/** Shows rotations. @param load loads what that takes: with the first of them, and not before */
export function showRotations(context: ExtensionContext, load: () => Promise<RotationPanels>): void {
  const restore = async (panel: WebviewPanel, kept: unknown): Promise<void> => (await load()).restore(panel, kept);
  context.subscriptions.push(
    commands.registerCommand(
      'swarmpki.showRotation',
      ifTrusted(async (given: unknown) => (await load()).show(given)),
    ),
    window.registerWebviewPanelSerializer(rotationView, {
      deserializeWebviewPanel: async (panel: WebviewPanel, kept: unknown) => {
        if (workspace.isTrusted) return restore(panel, kept);
        // In Restricted Mode no swarm is looked for. A window comes before the trust in it, by a moment or by more.
        saySentence(
          panel.webview,
          l10n.t('In Restricted Mode nothing is done with a swarm: trust the workspace first.'),
        );
        const waiting = workspace.onDidGrantWorkspaceTrust(() => {
          waiting.dispose();
          void restore(panel, kept);
        });
        panel.onDidDispose(() => waiting.dispose());
      },
    }),
  );
}
