import { Uri, window, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';

/** Opens a text with all that there is to see, as one that is not saved anywhere. */
export async function openSample({ extensionUri }: Pick<ExtensionContext, 'extensionUri'>): Promise<void> {
  const sample = await workspace.fs.readFile(Uri.joinPath(extensionUri, 'media', 'sample.pem'));
  const content = new TextDecoder().decode(sample);
  await window.showTextDocument(await workspace.openTextDocument({ language: 'pem', content }));
}
