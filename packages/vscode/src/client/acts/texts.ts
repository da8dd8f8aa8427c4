import { EventEmitter, Uri, window, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider } from 'vscode';
import { textScheme } from '../../shared/text-scheme.ts';

/** So many texts are kept; who opens more sees the first of them empty when they come back to it. */
const mostTexts = 50;

/** Texts to read, which nobody can change: what commands print, and reports. */
export class Texts implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #registered = workspace.registerTextDocumentContentProvider(textScheme, this);

  get onDidChange(): EventEmitter<Uri>['event'] {
    return this.#changed.event;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Opens a text. One of the same name takes its place. @param name as the title of its editor, with what VS Code knows a language by */
  async show(name: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: textScheme, path: `/${name.replaceAll(/[/\\?#]/g, ' ')}` });
    const key = uri.toString();
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= mostTexts) break;
      this.#texts.delete(oldest);
    }
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
