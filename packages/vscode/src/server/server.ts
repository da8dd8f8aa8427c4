import * as l10n from '@vscode/l10n';
import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { FilePart } from '../shared/file-view.ts';
import { liveSwarmsMethod, readLiveSwarms } from '../shared/live-swarms.ts';
import { methods, section } from '../shared/protocol.ts';
import type { ViewFile, ViewPart, ViewedFile } from '../shared/protocol.ts';
import { readViewUri } from '../shared/view-uri.ts';
import { capabilitiesFor, readClient } from './client.ts';
import type { Clock } from './clock.ts';
import { codeActions } from './features/code-actions.ts';
import { diagnostics } from './features/diagnostics.ts';
import { foldingRanges } from './features/folding.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlay-hints.ts';
import { codeLenses } from './features/lenses.ts';
import { definition, references } from './features/navigation.ts';
import { selectionRanges } from './features/selection-ranges.ts';
import { semanticTokens } from './features/semantic-tokens.ts';
import { documentSymbols, flatSymbols } from './features/symbols.ts';
import { viewText } from './features/views.ts';
import { workspaceSymbols } from './features/workspace-symbols.ts';
import { pathOf } from './names.ts';
import { OpenDocument } from './open-document.ts';
import { Session } from './session.ts';

/** What a server is made with. */
export interface ServerOptions {
  readonly clock: Clock;
  readonly version: string;
  /** Where the pages on findings lie, unless the client says otherwise: a URI that ends with `/`. */
  readonly findings: string;
}

/** Serves a connection: each request goes to the feature of its name, with what is known of its document. */
export function serve(connection: Connection, { clock, version, findings }: ServerOptions): void {
  let session: Session | undefined;

  connection.onInitialize((params) => {
    const client = readClient(params);
    l10n.config({ contents: client.texts });
    session = new Session(connection, client, clock, findings);
    return { capabilities: capabilitiesFor(client), serverInfo: { name: 'swarmpki', version } };
  });
  connection.onInitialized(() => session?.start());
  connection.onShutdown(() => session?.end());

  connection.onDidOpenTextDocument(({ textDocument: { uri, text, version: of } }) => {
    session?.open(new OpenDocument(uri, text, of));
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    session?.workspace.document(textDocument.uri)?.change(contentChanges, textDocument.version);
    session?.edited();
  });
  connection.onDidSaveTextDocument(({ textDocument }) => session?.saved(textDocument.uri));
  connection.onDidCloseTextDocument(({ textDocument }) => session?.close(textDocument.uri));
  connection.onDidChangeConfiguration(({ settings }: { readonly settings: unknown }) => {
    const own = typeof settings === 'object' && settings !== null ? Reflect.get(settings, section) : undefined;
    return session?.configure(own);
  });
  connection.onNotification(liveSwarmsMethod, (params: unknown) => session?.tell(readLiveSwarms(params)));
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    for (const { uri } of changes) {
      const path = pathOf(uri);
      if (path !== undefined) await session?.fileChanged(path);
    }
  });

  /** What concerns a document alone is answered at once, after each key. */
  const ofDocument =
    <Params extends { readonly textDocument: { readonly uri: string } }, Result>(
      answer: (session: Session, document: OpenDocument, params: Params) => Result,
    ) =>
    (params: Params): Result | null => {
      const document = session?.workspace.document(params.textDocument.uri);
      return session === undefined || document === undefined ? null : answer(session, document, params);
    };

  /** What concerns relations waits until edits have settled; who asks again meanwhile has called the first off. */
  const settled =
    <Params, Result>(answer: (params: Params) => Result) =>
    async (params: Params, token: CancellationToken): Promise<Awaited<Result> | null> => {
      const isWanted = await session?.settling.settled(token);
      return isWanted === true ? await answer(params) : null;
    };

  connection.languages.inlayHint.on(
    ofDocument(({ workspace: { settings, swarms }, now }, document, { range }) =>
      settings.inlayHints ? [...inlayHints(document, range, now, swarms)] : [],
    ),
  );
  connection.onDocumentSymbol(
    ofDocument(({ client, now }, document) =>
      client.treeSymbols ? [...documentSymbols(document, now)] : [...flatSymbols(document, now)],
    ),
  );
  connection.onFoldingRanges(ofDocument((_, document) => [...foldingRanges(document)]));
  connection.onSelectionRanges(ofDocument((_, document, { positions }) => [...selectionRanges(document, positions)]));
  connection.onCodeLens(
    ofDocument(({ workspace: { settings }, client }, document) =>
      settings.codeLenses ? [...codeLenses(document, client.commands)] : [],
    ),
  );
  const noTokens = { data: [] };
  connection.languages.semanticTokens.on(
    (params) => ofDocument(({ now }, document) => semanticTokens(document, undefined, now))(params) ?? noTokens,
  );
  connection.languages.semanticTokens.onRange(
    (params) =>
      ofDocument(({ now }, document, { range }: typeof params) => semanticTokens(document, range, now))(params) ??
      noTokens,
  );

  connection.onHover(
    settled(
      ofDocument((own, document, { position }) => {
        const { markdown } = own.client;
        return hover(document, own.picture(), position, { now: own.now, markdown });
      }),
    ),
  );
  connection.onDefinition(
    settled(ofDocument((own, document, { position }) => [...definition(document, own.picture(), position)])),
  );
  connection.onReferences(
    settled(ofDocument((own, document, { position }) => [...references(document, own.picture(), position)])),
  );
  connection.onCodeAction(
    settled(
      ofDocument((own, document, { range, context: { only } }) => {
        const { literalActions, commands, createsFiles } = own.client;
        return literalActions ? [...codeActions(document, own.picture(), range, { only, commands, createsFiles })] : [];
      }),
    ),
  );
  connection.languages.diagnostics.on(async (params, token) => {
    const answer = settled(ofDocument((own, { name }) => [...diagnostics(own.picture(), name, own.findings)]));
    return { kind: 'full', items: (await answer(params, token)) ?? [] };
  });
  connection.onWorkspaceSymbol(
    settled(({ query }) => (session === undefined ? [] : [...workspaceSymbols(session.picture(), query)])),
  );
  connection.onRequest(methods.viewFile, async (file: ViewFile) => (await session?.viewing.view(file)) ?? null);
  connection.onRequest(methods.viewAgain, async ({ uri }: ViewedFile) => (await session?.viewing.again(uri)) ?? null);
  connection.onRequest<FilePart | null, never>(
    methods.viewPart,
    async (part: ViewPart) => (await session?.viewing.part(part)) ?? null,
  );
  connection.onNotification(methods.forgetFile, ({ uri }: ViewedFile) => session?.viewing.forget(uri));
  connection.workspace.textDocumentContent.on(async ({ uri }) => {
    const view = readViewUri(uri);
    if (session === undefined || view === undefined) return { text: '' };
    return { text: await viewText(session.workspace, view, session.now) };
  });
}
