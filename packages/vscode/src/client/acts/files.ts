import { Uri, l10n, window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import { viewUri } from '../../shared/view-uri.ts';
import type { Target } from '../../shared/view-uri.ts';
import { compareWith } from '../language/compare-with.ts';
import { openView } from '../language/open-view.ts';
import type { Server } from '../language/server.ts';
import { harmless } from '../words/harmless.ts';

/** Says whether a chain leads from the first certificate of a file to a root at hand. @param given the file; left out, the one in the editor */
export async function verifyChain(server: Server, given: unknown): Promise<void> {
  const target = await targetIn(server, uriOf(given));
  if (target !== undefined) await openView(viewUri({ kind: 'verdict', of: target }));
}

/** Shows how the first certificates of two files differ; of one file, and of another that is asked for. @param selected all that is selected */
export async function compareCertificates(server: Server, given: unknown, selected: unknown): Promise<void> {
  const files: readonly unknown[] = Array.isArray(selected) && selected.length === 2 ? selected : [given];
  const targets: Target[] = [];
  for (const file of files) {
    const target = await targetIn(server, uriOf(file));
    if (target === undefined) return;
    targets.push(target);
  }
  const [of, other] = targets;
  if (of === undefined) return;
  if (other === undefined) await compareWith(server, of);
  else await openView(viewUri({ kind: 'comparison', of, with: other }));
}

function uriOf(given: unknown): Uri | undefined {
  return given instanceof Uri ? given : window.activeTextEditor?.document.uri;
}

/** Where the first certificate of a file stands. The file is opened, without an editor, so that the server knows it. */
async function targetIn(server: Server, uri: Uri | undefined): Promise<Target | undefined> {
  if (uri === undefined) {
    await window.showInformationMessage(l10n.t('Open a certificate first, or choose one in the explorer.'));
    return undefined;
  }
  const document = await textOf(uri);
  const at = document?.getText().search(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/) ?? -1;
  if (document === undefined || at < 0) {
    const name = harmless(workspace.asRelativePath(uri), 200);
    await window.showInformationMessage(l10n.t('There is no certificate in PEM in {0}.', name));
    return undefined;
  }
  await server.start();
  return { uri: document.uri.toString(), position: document.positionAt(at) };
}

/** @returns `undefined` for what VS Code cannot open as a text: there is no PEM in it */
async function textOf(uri: Uri): Promise<TextDocument | undefined> {
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}
