import { PassThrough } from 'node:stream';
import { ProposedFeatures, createConnection } from 'vscode-languageserver';
import type { Diagnostic, InitializeParams } from 'vscode-languageserver';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import type { ProtocolConnection } from 'vscode-languageserver-protocol/node';
import type { Clock } from '../server/clock.ts';
import { serve } from '../server/server.ts';
import { methods } from '../shared/protocol.ts';
import type { Initialization, Standings } from '../shared/protocol.ts';
import { pages } from './documents.ts';

/** A server in this process, and a client of it. */
export interface Served extends AsyncDisposable {
  readonly client: ProtocolConnection;
  /** What was pushed, in its order. */
  readonly pushed: readonly { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }[];
  /** What was told of how files stand, in its order. */
  readonly standings: readonly Standings[];
  /** Requests of the server, by method, and that views have changed. */
  readonly asked: readonly string[];
  /** Resolves when the server has taken in all that was sent before. */
  readonly caughtUp: () => Promise<void>;
}

const refreshes = ['diagnostic', 'inlayHint', 'codeLens', 'semanticTokens'].map((each) => `workspace/${each}/refresh`);

export async function served(
  clock: Clock,
  capabilities: InitializeParams['capabilities'] = {},
  initializationOptions?: Initialization,
): Promise<Served> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const watchDog = { shutdownReceived: false, initialize: () => undefined, exit: () => undefined };
  const server = createConnection(
    (logger) => createProtocolConnection(new StreamMessageReader(up), new StreamMessageWriter(down), logger),
    watchDog,
    ProposedFeatures.all,
  );
  serve(server, { clock, version: '0', findings: pages });
  server.listen();
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const pushed: Served['pushed'][number][] = [];
  const asked: string[] = [];
  client.onNotification('textDocument/publishDiagnostics', (params) => void pushed.push(params));
  const standings: Standings[] = [];
  client.onNotification(methods.standings, (params: Standings) => void standings.push(params));
  client.onNotification(methods.viewsChanged, () => void asked.push(methods.viewsChanged));
  for (const method of refreshes) {
    client.onRequest(method, () => {
      asked.push(method);
      return null;
    });
  }
  client.listen();
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities, initializationOptions });
  await client.sendNotification('initialized', {});
  return {
    client,
    pushed,
    standings,
    asked,
    caughtUp: async () => {
      await client.sendRequest('textDocument/foldingRange', { textDocument: { uri: 'untitled:none' } });
    },
    [Symbol.asyncDispose]: async () => {
      await client.sendRequest('shutdown');
      client.dispose();
      server.dispose();
    },
  };
}
