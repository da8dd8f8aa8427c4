import { commands, window } from 'vscode';
import type { CustomReadonlyEditorProvider, ExtensionContext, Uri, WebviewPanel } from 'vscode';
import type { Server } from '../language/server.ts';
import { openBinariesInViewer } from './binary-tabs.ts';
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
  const options = { supportsMultipleEditorsPerDocument: true, webviewOptions: { enableFindWidget: true } };
  context.subscriptions.push(
    window.registerCustomEditorProvider(viewer, provider, options),
    window.registerCustomEditorProvider(optionalViewer, provider, options),
    openBinariesInViewer(),
    commands.registerCommand('swarmpki.openInViewer', (uri: Uri | undefined) => open(uri, optionalViewer)),
    commands.registerCommand('swarmpki.openAsText', (uri: Uri | undefined) => open(uri, 'default')),
  );
}

/** @param uri of the file that a menu was opened on; left out, that of the editor in front */
async function open(uri: Uri | undefined, as: string): Promise<void> {
  const { uriInFront } = await import('./viewer-part.ts');
  const of = uri ?? uriInFront();
  if (of !== undefined) await commands.executeCommand('vscode.openWith', of, as);
}
