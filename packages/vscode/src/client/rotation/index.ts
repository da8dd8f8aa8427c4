import { commands, window } from 'vscode';
import type { ExtensionContext, WebviewPanel } from 'vscode';
import type { RotationPanels } from './rotation-panels.ts';
import { rotationView } from './view-type.ts';

/** Shows rotations. @param load loads what that takes: with the first of them, and not before */
export function showRotations(context: ExtensionContext, load: () => Promise<RotationPanels>): void {
  context.subscriptions.push(
    commands.registerCommand('swarmpki.showRotation', async (given: unknown) => (await load()).show(given)),
    window.registerWebviewPanelSerializer(rotationView, {
      deserializeWebviewPanel: async (panel: WebviewPanel, kept: unknown) => (await load()).restore(panel, kept),
    }),
  );
}
