import { hash } from 'node:crypto';
import type { Connection, Diagnostic } from 'vscode-languageserver';
import { methods } from '../shared/protocol.ts';
import type { Standings } from '../shared/protocol.ts';
import type { Client } from './client.ts';
import type { OpenDocument } from './open-document.ts';

/** What is told to a client without its asking: diagnostics where it does not pull, else that it should ask again. */
export class Publishing {
  readonly #connection: Connection;
  readonly #client: Client;
  /** Of what was sent last, by URI. */
  readonly #sent = new Map<string, string>();

  /** Of how files stand, by URI; `undefined` as long as nothing was told. */
  #standings: ReadonlyMap<string, string> | undefined;
  #sum = '';

  constructor(connection: Connection, client: Client) {
    this.#connection = connection;
    this.#client = client;
  }

  /** Sends diagnostics that are others than before; nothing to a client that pulls. */
  async push(
    documents: Iterable<OpenDocument>,
    diagnosticsOf: (document: OpenDocument) => readonly Diagnostic[],
  ): Promise<void> {
    if (this.#client.pulls) return;
    for (const document of documents) {
      const { uri, version } = document;
      const diagnostics = diagnosticsOf(document);
      const digest = hash('sha256', JSON.stringify(diagnostics), 'hex');
      if (this.#sent.get(uri) === digest || (diagnostics.length === 0 && !this.#sent.has(uri))) continue;
      this.#sent.set(uri, digest);
      await this.#connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
    }
  }

  /** Tells how files stand, where that is otherwise than before; nothing to a client that has not asked for it. */
  async tell({ files, sum }: Omit<Standings, 'all'>): Promise<void> {
    if (!this.#client.standings) return;
    const before = this.#standings;
    const texts = new Map(files.map((file) => [file.uri, JSON.stringify(file)]));
    const gone = [...(before?.keys() ?? [])].filter((uri) => !texts.has(uri));
    const changed = files.filter(({ uri }) => before?.get(uri) !== texts.get(uri));
    const text = JSON.stringify(sum);
    if (before === undefined ? files.length === 0 : changed.length + gone.length === 0 && text === this.#sum) return;
    this.#standings = texts;
    this.#sum = text;
    const told: Standings = {
      all: before === undefined,
      files: [...changed, ...gone.map((uri) => ({ uri, errors: 0, warnings: 0 }))],
      sum,
    };
    await this.#connection.sendNotification(methods.standings, told);
  }

  /** A document was closed: what was said of it is taken back. */
  async forget(uri: string): Promise<void> {
    if (this.#sent.delete(uri)) await this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Nobody has edited anything, and yet all has to be asked for again: time has passed, or a file has changed. */
  refresh(): void {
    const { diagnostics, hints, lenses, tokens } = this.#client.refreshes;
    const { languages } = this.#connection;
    const asked = [
      ...(diagnostics && this.#client.pulls ? [languages.diagnostics.refresh()] : []),
      ...(hints ? [languages.inlayHint.refresh()] : []),
      ...(lenses ? [this.#connection.sendRequest('workspace/codeLens/refresh')] : []),
      ...(tokens ? [languages.semanticTokens.refresh()] : []),
    ];
    // A client that has gone, or cannot after all, needs no refresh.
    for (const each of asked) each.catch(() => undefined);
  }
}
