import { commands, window } from 'vscode';
import type { CustomReadonlyEditorProvider, ExtensionContext, Uri, WebviewPanel } from 'vscode';
import type { Server } from '../language/server.ts';
import { FittingEditors } from './fitting-editors.ts';
import type { ViewedDocument } from './viewed-document.ts';
import { optionalViewer, viewer } from './view-types.ts';

/** Shows files that are no text: those that never are one by themselves, others where their first bytes say so. */
export function showBinaries(context: ExtensionContext, server: Server): void {
  const provider: CustomReadonlyEditorProvider<ViewedDocument> = {
    openCustomDocument: async (uri) => {
      const { ViewedDocument } = await import('./viewer-part.ts');
      return new ViewedDocument(uri, server);
    },
    resolveCustomEditor: async (document, panel: WebviewPanel) => {
      const { showDocument } = await import('./viewer-part.ts');
      await showDocument(document, panel, context.extensionUri);
    },
  };
  const fitting = new FittingEditors();
  const options = { supportsMultipleEditorsPerDocument: true, webviewOptions: { enableFindWidget: true } };
  context.subscriptions.push(
    window.registerCustomEditorProvider(viewer, provider, options),
    window.registerCustomEditorProvider(optionalViewer, provider, options),
    fitting,
    commands.registerCommand('swarmpki.openInViewer', async (uri: Uri | undefined) => {
      const of = uri ?? (await import('./viewer-part.ts')).uriInFront();
      if (of !== undefined) await fitting.openInViewer(of);
    }),
    commands.registerCommand('swarmpki.openAsText', async () => {
      await (await import('./viewer-part.ts')).reopenAsText();
    }),
  );
}
