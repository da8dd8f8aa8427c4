import type { Disposable, TextDocument, TextDocumentChangeEvent } from 'vscode';
import { mayHoldSomething } from '../../shared/sniff.ts';
import { textScheme } from '../../shared/text-scheme.ts';

/** Documents of these schemes are read, whatever their language: a `compose.yaml` is not called `yaml` everywhere. */
export const schemes: readonly string[] = ['file', 'untitled', 'vscode-vfs', textScheme];

/** As much of the editor as is watched. */
interface Documents {
  readonly textDocuments: readonly TextDocument[];
  onDidOpenTextDocument(listener: (document: TextDocument) => void): Disposable;
  onDidChangeTextDocument(listener: (event: TextDocumentChangeEvent) => void): Disposable;
}

/** Calls back once, when a document is open in which something stands that the server reads; also when it comes to stand there. */
export function whenSomethingIsSeen(documents: Documents, seen: () => void): Disposable {
  const listeners: Disposable[] = [];
  const dispose = (): void => {
    for (const listener of listeners.splice(0)) listener.dispose();
  };
  const look = (holds: boolean): void => {
    if (!holds || listeners.length === 0) return;
    dispose();
    seen();
  };
  listeners.push(
    documents.onDidOpenTextDocument((document) => look(isRead(document) && mayHoldSomething(document.getText()))),
    documents.onDidChangeTextDocument((event) => look(isRead(event.document) && hasCome(event))),
  );
  look(documents.textDocuments.some((document) => isRead(document) && mayHoldSomething(document.getText())));
  return { dispose };
}

function isRead({ uri }: TextDocument): boolean {
  return schemes.includes(uri.scheme);
}

/** Looks at what was written and at the line that it was written into. */
function hasCome({ document, contentChanges }: TextDocumentChangeEvent): boolean {
  return contentChanges.some(({ text, range }) => {
    const { line } = range.start;
    return mayHoldSomething(text) || (line < document.lineCount && mayHoldSomething(document.lineAt(line).text));
  });
}
