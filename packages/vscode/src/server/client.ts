import type { ClientCapabilities, InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { CodeActionKind, MarkupKind, TextDocumentSyncKind } from 'vscode-languageserver';
import type { Initialization } from '../shared/protocol.ts';
import { viewScheme } from '../shared/view-uri.ts';
import { pathOf } from './names.ts';
import { legend } from './features/semantic-tokens.ts';

/** What a client has said of itself. */
export interface Client {
  readonly folders: readonly string[];
  readonly commands: ReadonlySet<string>;
  readonly settings: unknown;
  /** Where the pages on findings lie, if it says so. */
  readonly findings: string | undefined;
  /** It wants to be told how files stand. */
  readonly standings: boolean;
  /** In the language of its user, by the texts as they stand here. */
  readonly texts: Readonly<Record<string, string>>;
  readonly markdown: boolean;
  readonly treeSymbols: boolean;
  readonly createsFiles: boolean;
  readonly literalActions: boolean;
  /** It asks for diagnostics; others are sent them. */
  readonly pulls: boolean;
  readonly configuration: boolean;
  /** It tells of changes of its configuration when we ask it to. */
  readonly tellsConfiguration: boolean;
  /** It watches files for us when we ask it to. */
  readonly watches: boolean;
  readonly refreshes: {
    readonly diagnostics: boolean;
    readonly hints: boolean;
    readonly lenses: boolean;
    readonly tokens: boolean;
  };
}

export function readClient({
  capabilities,
  initializationOptions,
  workspaceFolders,
  ...rest
}: InitializeParams): Client {
  const { textDocument, workspace } = capabilities;
  const options = readOptions(initializationOptions);
  const legacy = rest.rootUri ?? undefined;
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? (legacy === undefined ? [] : [legacy]);
  return {
    folders: folders.flatMap((uri) => pathOf(uri) ?? []),
    commands: new Set(options.commands),
    settings: options.settings,
    findings: options.findings,
    standings: options.standings === true,
    texts: options.texts ?? {},
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    treeSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    createsFiles: makesFiles(capabilities),
    literalActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    pulls: textDocument?.diagnostic !== undefined,
    configuration: workspace?.configuration === true,
    tellsConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    refreshes: {
      diagnostics: workspace?.diagnostics?.refreshSupport === true,
      hints: workspace?.inlayHint?.refreshSupport === true,
      lenses: workspace?.codeLens?.refreshSupport === true,
      tokens: workspace?.semanticTokens?.refreshSupport === true,
    },
  };
}

function makesFiles({ workspace }: ClientCapabilities): boolean {
  const edit = workspace?.workspaceEdit;
  return edit?.documentChanges === true && edit.resourceOperations?.includes('create') === true;
}

/** Whatever a client sends is looked at, not believed. */
function readOptions(given: unknown): Initialization {
  if (typeof given !== 'object' || given === null) return {};
  const { commands, settings, findings, standings, texts } = given as Readonly<Record<string, unknown>>;
  return {
    settings,
    standings: standings === true,
    ...(Array.isArray(commands) ? { commands: commands.filter((each) => typeof each === 'string') } : {}),
    ...(typeof findings === 'string' ? { findings } : {}),
    ...(typeof texts === 'object' && texts !== null ? { texts: readTexts(texts) } : {}),
  };
}

function readTexts(given: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(given).filter(([, text]) => typeof text === 'string'));
}

/** What this server can do for a client. */
export function capabilitiesFor({ pulls }: Client): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    hoverProvider: true,
    inlayHintProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    codeLensProvider: {},
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
    semanticTokensProvider: { legend, range: true, full: true },
    ...(pulls ? { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } } : {}),
    workspace: {
      workspaceFolders: { supported: true },
      textDocumentContent: { schemes: [viewScheme] },
    },
  };
}
