import { Uri, ViewColumn, commands, l10n, window, workspace } from 'vscode';
import type { FromPage, ToPage } from '../../shared/viewer-messages.ts';
import { viewUri } from '../../shared/view-uri.ts';
import { copyFingerprint } from '../language/copy-fingerprint.ts';
import { openView } from '../language/open-view.ts';
import { reopenAsText } from './switching.ts';
import type { ViewedDocument } from './viewed-document.ts';

/** What a page may ask for of the file that it shows. */
type PageWish = Exclude<FromPage, { readonly type: 'ready' | 'password' }>;

/** Does what a page asks for. @param extension where the pages on findings lie */
export async function answerPage(
  message: PageWish,
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
