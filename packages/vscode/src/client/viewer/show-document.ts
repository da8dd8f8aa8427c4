import { printable } from '@swarmpki/core/inspect/report';
import { Uri, ViewColumn, commands, l10n, window, workspace } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { readFromPage } from '../../shared/viewer-messages.ts';
import type { FileState, FromPage, ToPage } from '../../shared/viewer-messages.ts';
import { viewUri } from '../../shared/view-uri.ts';
import { copyFingerprint } from '../language/copy-fingerprint.ts';
import { openView } from '../language/open-view.ts';
import { loadPage } from '../page.ts';
import { askPassword } from './ask-password.ts';
import { reopenAsText } from './switching.ts';
import type { ViewedDocument } from './viewed-document.ts';
import { viewerWords } from './words.ts';

/** Shows a file in a panel, and does what its page asks for. */
export async function showDocument(document: ViewedDocument, panel: WebviewPanel, extension: Uri): Promise<void> {
  const { webview } = panel;
  const name = nameOf(document.uri);
  const post = (message: ToPage): void => void webview.postMessage(message);
  const show = (state: FileState): void => post({ type: 'file', name, state });
  let wasAsked = false;
  const ask = async (): Promise<void> => {
    wasAsked = true;
    await askPassword(document, name);
  };

  const listening = [
    document.onDidChange(show),
    webview.onDidReceiveMessage(async (given: unknown) => {
      const message = readFromPage(given);
      if (message?.type === 'ready') {
        post({ type: 'words', words: viewerWords() });
        show(await document.state());
        // Whoever opens such a file wants to see what is in it: asked once, and else by a button.
        if (document.view?.lock !== undefined && panel.active && !wasAsked) await ask();
      } else if (message?.type === 'password') await ask();
      else if (message !== undefined) await act(message, document, extension, post);
    }),
  ];
  panel.onDidDispose(() => listening.forEach((each) => each.dispose()));
  await loadPage(webview, extension, 'viewer', name);
}

async function act(
  message: Exclude<FromPage, { type: 'ready' | 'password' }>,
  document: ViewedDocument,
  extension: Uri,
  post: (message: ToPage) => void,
): Promise<void> {
  const { view, uri } = document;
  switch (message.type) {
    case 'open': {
      const target = view?.links[message.link];
      if (target !== undefined) await openAt(Uri.parse(target.uri), target.line);
      return;
    }
    case 'copy':
      return copyFingerprint(view?.items[message.index]?.fingerprint);
    case 'pem':
      return showPem(document, message.index);
    case 'decoded':
      return openView(viewUri({ kind: 'file', uri: uri.toString() }));
    case 'part': {
      const { index, part } = message;
      const content = await document.part({ index, part });
      return post({ type: 'part', index, part, ...(content === null ? {} : { content }) });
    }
    case 'finding':
      return explain(Uri.joinPath(extension, 'dist', 'findings', `${message.code}.md`));
    case 'text':
      await reopenAsText();
  }
}

async function openAt(uri: Uri, line: number | undefined): Promise<void> {
  const at = line === undefined ? undefined : { line, character: 0 };
  await commands.executeCommand('vscode.open', uri, {
    viewColumn: ViewColumn.Active,
    ...(at === undefined ? {} : { selection: { start: at, end: at } }),
  });
}

/** What is public of a file, or of one of its items, as a text that can be kept, compared and understood like any. */
async function showPem(document: ViewedDocument, index: number | undefined): Promise<void> {
  const part = await document.part({ part: 'pem', ...(index === undefined ? {} : { index }) });
  if (part?.kind !== 'text') {
    await window.showInformationMessage(
      l10n.t('There is nothing in it that may be shown as PEM: private keys never are.'),
    );
    return;
  }
  await window.showTextDocument(await workspace.openTextDocument({ content: part.text }), {
    viewColumn: ViewColumn.Beside,
    preview: false,
  });
}

async function explain(page: Uri): Promise<void> {
  try {
    await workspace.fs.stat(page);
    await commands.executeCommand('markdown.showPreviewToSide', page);
  } catch {
    // The previewer of VS Code may be switched off.
    await commands.executeCommand('vscode.open', page, { viewColumn: ViewColumn.Beside });
  }
}

function nameOf({ path }: Uri): string {
  return printable(path.slice(path.lastIndexOf('/') + 1));
}
