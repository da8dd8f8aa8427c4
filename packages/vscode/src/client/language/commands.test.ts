import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { clientCommands, methods } from '../../shared/protocol.ts';
import { viewUri } from '../../shared/view-uri.ts';
import { secret, token } from '../../testing/documents.ts';

/** As much of the editor, and of the library that speaks with the server, as is touched. */
const editor = vi.hoisted(() => {
  const traced: string[] = [];
  const state = {
    opened: [] as string[],
    shown: [] as string[],
    clipboard: '',
    trusted: true,
    chosen: 0,
    asked: [] as unknown[],
    failing: undefined as 'start' | 'stop' | undefined,
    listeners: new Map<string, (params: unknown) => void>(),
    made: [] as { options: Record<string, unknown>; stopped: boolean }[],
  };
  class LanguageClient {
    readonly #made: { options: Record<string, unknown>; stopped: boolean };
    constructor(_id: string, _name: string, _server: unknown, options: Record<string, unknown>) {
      this.#made = { options, stopped: false };
      state.made.push(this.#made);
    }
    async start(): Promise<void> {
      if (state.failing === 'start') throw new Error('it does not start');
    }
    onNotification(method: string, listener: (params: unknown) => void): void {
      state.listeners.set(method, listener);
    }
    async sendRequest(): Promise<unknown> {
      return ['a.pem', 'b.pem'].map((name, at) => ({
        name: 'swarm root',
        location: { uri: `file:///${name}`, range: { start: { line: 2 + 5 * at, character: 0 } } },
      }));
    }
    async dispose(): Promise<void> {
      if (state.failing === 'stop') throw new Error('stopping the server timed out');
      this.#made.stopped = true;
    }
  }
  const say = async (text: string): Promise<void> => void state.shown.push(text);
  class Channel {
    readonly #kept = traced;
    trace(message: string): void {
      this.#kept.push(message);
    }
    get logLevel(): number {
      return this.#kept.length;
    }
    dispose(): void {}
  }
  return {
    traced,
    state,
    library: { LanguageClient, TransportKind: { ipc: 1 } },
    api: {
      env: { clipboard: { writeText: async (text: string) => void (state.clipboard = text) } },
      l10n: { t: (text: string, ...values: readonly string[]) => text.replace('{0}', values[0] ?? '') },
      Uri: {
        parse: (uri: string) => {
          const { protocol, pathname } = new URL(uri);
          return { scheme: protocol.slice(0, -1), fsPath: decodeURIComponent(pathname), toString: () => uri };
        },
      },
      ViewColumn: { Beside: -2 },
      window: {
        createOutputChannel: () => new Channel(),
        setStatusBarMessage: say,
        showErrorMessage: say,
        showWarningMessage: say,
        showTextDocument: async (document: { uri: string }) => void state.opened.push(document.uri),
        showQuickPick: async (items: readonly unknown[]) => {
          state.asked.push(items);
          return items[state.chosen];
        },
      },
      workspace: {
        get isTrusted() {
          return state.trusted;
        },
        openTextDocument: async (uri: { toString(): string }) => ({ uri: uri.toString() }),
        asRelativePath: ({ fsPath }: { readonly fsPath: string }) => fsPath.slice(1),
      },
    },
  };
});
vi.mock('vscode', () => editor.api);
vi.mock('vscode-languageclient/node', () => editor.library);
vi.resetModules();

const { openView } = await import('./open-view.ts');
const { copyFingerprint } = await import('./copy-fingerprint.ts');
const { compareWith } = await import('./compare-with.ts');
const { restrictPermissions } = await import('./restrict-permissions.ts');
const { Server } = await import('./server.ts');

const { state } = editor;
afterEach(() => {
  Object.assign(state, { opened: [], shown: [], clipboard: '', trusted: true, chosen: 0, asked: [], made: [] });
});
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

const target = { uri: 'file:///a.pem', position: { line: 2, character: 0 } };

function newServer(): InstanceType<typeof Server> {
  const context = { asAbsolutePath: (path: string) => `/extension/${path}` };
  return new Server(context as unknown as ConstructorParameters<typeof Server>[0]);
}

describe('commands of lenses and actions', () => {
  it('open what the server writes, and nothing else', async () => {
    const uri = viewUri({ kind: 'decoded', of: target });
    await openView(uri);
    for (const other of ['file:///etc/passwd', 'swarmpki:/decoded.txt', 'https://evil.example', 7, undefined]) {
      await openView(other);
    }
    expect(state.opened).toEqual([uri]);
  });

  it('copy a fingerprint, and say so', async () => {
    await copyFingerprint('ab12');
    await copyFingerprint({ evil: true });
    expect(state).toMatchObject({ clipboard: 'ab12', shown: ['Fingerprint copied'] });
  });

  it('compare with another that is chosen among what the server knows', async () => {
    await compareWith(newServer(), target);
    // Not with itself.
    expect(state.asked).toMatchObject([[{ label: 'swarm root', description: 'b.pem, line {1}' }]]);
    const other = { uri: 'file:///b.pem', position: { line: 7, character: 0 } };
    expect(state.opened).toEqual([viewUri({ kind: 'comparison', of: target, with: other })]);
    state.chosen = 1;
    await compareWith(newServer(), target);
    await compareWith(newServer(), 'nothing');
    expect(state.opened).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')(
    'let only the owner open a file, in a workspace that is trusted',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'swarmpki-vscode-'));
      const file = join(directory, 'node.key');
      await writeFile(file, '', { mode: 0o644 });
      const mode = async (): Promise<number> => (await stat(file)).mode & 0o777;
      state.trusted = false;
      await restrictPermissions(pathToFileURL(file).href);
      expect([await mode(), state.shown]).toEqual([0o644, [expect.stringContaining('Restricted Mode')]]);
      state.trusted = true;
      await restrictPermissions(pathToFileURL(file).href);
      expect(await mode()).toBe(0o600);
      await rm(directory, { recursive: true });
      await restrictPermissions(pathToFileURL(file).href);
      expect(state.shown.at(-1)).toContain('could not be changed');
    },
  );
});

describe('the language server, as the extension sees it', () => {
  it('runs once, and is told what the client can do', async () => {
    const server = newServer();
    expect(await server.start()).toBe(await server.start());
    expect(state.made).toMatchObject([
      {
        options: {
          initializationOptions: { standings: true, commands: Object.values(clientCommands) },
          documentSelector: ['file', 'untitled', 'vscode-vfs', 'swarmpki-text'].map((scheme) => ({ scheme })),
          markdown: { isTrusted: false, supportHtml: false },
        },
      },
    ]);
    await server.restart();
    await server.dispose();
    expect(state.made.map(({ stopped }) => stopped)).toEqual([true, true]);
  });

  it('is started anew where it hangs, and where it did not come up', async () => {
    const server = newServer();
    state.failing = 'start';
    await expect(server.start()).rejects.toThrow('it does not start');
    state.failing = undefined;
    await server.restart();
    state.failing = 'stop';
    await server.restart();
    expect(state.made.map(({ stopped }) => stopped)).toEqual([false, false, false]);
    state.failing = undefined;
    await server.dispose();
    expect(state.made.at(-1)?.stopped).toBe(true);
  });

  it('passes on what it says by itself to who listens, until they do no more', async () => {
    const server = newServer();
    await server.start();
    const heard: unknown[] = [];
    const listening = [
      server.onStandings((standings) => heard.push(standings)),
      server.onViewsChanged(() => heard.push('views')),
    ];
    const say = (method: string): void => state.listeners.get(method)?.({ all: true });
    say(methods.standings);
    say(methods.viewsChanged);
    for (const each of listening) each.dispose();
    say(methods.standings);
    say(methods.viewsChanged);
    expect(heard).toEqual([{ all: true }, 'views']);
  });

  it('leaves lengths and hashes in its trace', async () => {
    const server = newServer();
    await server.start();
    const channel = state.made[0]?.options['traceOutputChannel'] as { trace(text: string): void; logLevel: number };
    channel.trace(`Sending notification 'textDocument/didOpen'.\nParams: ${token}`);
    expect(editor.traced).toEqual([
      expect.stringMatching(/^Sending notification 'textDocument\/didOpen'\. \d+ characters/),
    ]);
    expect(editor.traced.join()).not.toContain(secret);
    expect(channel.logLevel).toBe(1);
  });
});
