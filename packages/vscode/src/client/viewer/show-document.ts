import { printable } from '@swarmpki/core/inspect/report';
import { l10n, window } from 'vscode';
import type { Uri, WebviewPanel } from 'vscode';
import { readFromPage } from '../../shared/viewer-messages.ts';
import type { FileState, ToPage } from '../../shared/viewer-messages.ts';
import { fileNameOf } from '../words/file-name.ts';
import { harmless } from '../words/harmless.ts';
import { loadPage } from '../webview/page.ts';
import { answerPage } from './answer-page.ts';
import { askPassword } from './ask-password.ts';
import type { ViewedDocument } from './viewed-document.ts';
import { viewerWords } from './words.ts';

/** Shows a file in a panel, and does what its page asks for. */
export async function showDocument(document: ViewedDocument, panel: WebviewPanel, extension: Uri): Promise<void> {
  const { webview } = panel;
  const name = printable(fileNameOf(document.uri));
  const post = (message: ToPage): void => void webview.postMessage(message);
  const show = (state: FileState): void => post({ type: 'file', name, state });
  let wasAsked = false;
  const ask = async (): Promise<void> => {
    wasAsked = true;
    await askPassword(document, name);
  };

  const answer = async (given: unknown): Promise<void> => {
    const message = readFromPage(given);
    if (message?.type === 'ready') {
      post({ type: 'words', words: viewerWords() });
      show(await document.state());
      // Whoever opens such a file wants to see what is in it: asked once, and else by a button.
      if (document.view?.lock !== undefined && panel.active && !wasAsked) await ask();
    } else if (message?.type === 'password') await ask();
    else if (message !== undefined) await answerPage(message, document, extension, post);
  };

  const listening = [
    document.onDidChange(show),
    webview.onDidReceiveMessage((given: unknown) => answer(given).catch(tellFailure)),
  ];
  panel.onDidDispose(() => listening.forEach((each) => each.dispose()));
  await loadPage(webview, extension, 'viewer', name);
}

/** Of what a page has asked for: the server may have gone, or a file. */
async function tellFailure(error: unknown): Promise<void> {
  const reason = harmless(error instanceof Error ? error.message : String(error), 300);
  await window.showErrorMessage(l10n.t('That could not be done: {0}', reason));
}
