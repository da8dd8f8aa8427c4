import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Diagnostic, InitializeParams, InitializeResult, Trace, Tracer } from 'vscode-languageserver-protocol';
import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import type { ProtocolConnection } from 'vscode-languageserver-protocol/node';

/** How a client starts a server, and what it says of itself. */
export interface ClientOptions {
  /** What node is given. */
  readonly program: readonly string[];
  readonly channel?: '--stdio' | '--node-ipc';
  readonly capabilities?: InitializeParams['capabilities'];
  readonly initializationOptions?: unknown;
  /** The section `swarmpki`. */
  readonly configuration?: unknown;
  /** URI */
  readonly folder?: string;
  readonly trace?: { readonly level: Trace; readonly tracer: Tracer };
}

/** What the server may ask of a client, that it gets nothing for. */
const asked = [
  'client/registerCapability',
  'workspace/diagnostic/refresh',
  'workspace/inlayHint/refresh',
  'workspace/codeLens/refresh',
  'workspace/semanticTokens/refresh',
] as const;

/** A language server in a process of its own, and a client of it. */
export class LanguageClient implements AsyncDisposable {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** By URI, as they were pushed last. */
  readonly pushed = new Map<string, readonly Diagnostic[]>();
  /** Requests that the server has made, by method. */
  readonly asked: string[] = [];
  readonly #process: ChildProcess;
  #configuration: unknown;
  readonly #exited: Promise<unknown[]>;
  readonly #listeners = new Set<() => void>();

  private constructor(
    connection: ProtocolConnection,
    process: ChildProcess,
    initialized: InitializeResult,
    configuration: unknown,
  ) {
    this.connection = connection;
    this.#process = process;
    this.#exited = once(process, 'exit');
    this.initialized = initialized;
    this.#configuration = configuration;
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      this.pushed.set(uri, diagnostics);
      for (const listener of this.#listeners) listener();
    });
    for (const method of asked) this.#answer(method, () => null);
    this.#answer('workspace/configuration', () => [this.#configuration]);
  }

  static async start(options: ClientOptions): Promise<LanguageClient> {
    const { program, channel = '--stdio', capabilities = {}, initializationOptions, folder } = options;
    const stdio = channel === '--stdio' ? ('pipe' as const) : ('ignore' as const);
    const child = spawn(process.execPath, [...program, channel], {
      stdio: [stdio, stdio, 'inherit', ...(channel === '--stdio' ? [] : (['ipc'] as const))],
    });
    const connection = connectionTo(child);
    if (options.trace !== undefined) await connection.trace(options.trace.level, options.trace.tracer);
    connection.listen();
    const initialized = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: folder ?? null,
      workspaceFolders: folder === undefined ? null : [{ uri: folder, name: 'folder' }],
      capabilities,
      initializationOptions,
    } satisfies InitializeParams);
    const client = new LanguageClient(connection, child, initialized as InitializeResult, options.configuration);
    await connection.sendNotification('initialized', {});
    return client;
  }

  #answer(method: string, answer: () => unknown): void {
    this.connection.onRequest(method, () => {
      this.asked.push(method);
      for (const listener of this.#listeners) listener();
      return answer();
    });
  }

  async open(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'plaintext', version: 1, text },
    });
  }

  /** Changes the section `swarmpki`, and tells so. */
  async configure(configuration: unknown): Promise<void> {
    this.#configuration = configuration;
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** Asks what concerns a document. */
  ask<Result>(method: string, uri: string, params: object = {}): Promise<Result> {
    return this.connection.sendRequest<Result>(method, { textDocument: { uri }, ...params });
  }

  /** Waits until something has been pushed or asked for. */
  async until(holds: () => boolean, timeoutMs = 20_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the server has not said it')), timeoutMs);
      const listener = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  /** Ends it as the protocol wants. @returns with what code it has ended */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    return await this.exited();
  }

  /** The client goes without a word. @returns with what code the server has ended */
  async vanish(): Promise<number | null> {
    if (this.#process.connected) this.#process.disconnect();
    this.#process.stdin?.end();
    return await this.exited();
  }

  async exited(): Promise<number | null> {
    await this.#exited;
    this.connection.dispose();
    return this.#process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill();
    await this.#exited;
    this.connection.dispose();
  }
}

function connectionTo(child: ChildProcess): ProtocolConnection {
  const { stdin, stdout } = child;
  return stdin === null || stdout === null
    ? createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child))
    : createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
}
