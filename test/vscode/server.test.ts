import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Trace } from 'vscode-languageserver-protocol';
import type { CodeAction, CodeLens, Diagnostic, Hover, InlayHint } from 'vscode-languageserver-protocol';
import { anyText } from '../../packages/core/src/inspect/testing/texts.ts';
import { makeLeaf, makeRoot, pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import { hostileSubjects } from '../../packages/vscode/src/testing/hostile.ts';
import { withoutContents } from '../../packages/vscode/src/shared/trace.ts';
import { bundle, pseudo } from '../../scripts/texts.ts';
import { builtServer } from '../tools/built-program.ts';
import type { BuiltProgram } from '../tools/built-program.ts';
import { eventually } from '../tools/eventually.ts';
import { LanguageClient } from '../tools/language-client.ts';
import type { ClientOptions } from '../tools/language-client.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

const day = 24 * 3_600_000;
const secret = '0tey60uet1m4m2gnodr22ujex';
const token = `SWMTKN-1-3u87bywrn3xo86tiqf4sgnd5scm4eyqk3lzgtglfjd3kjh7gb8-${secret}`;
const everywhere = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

/** As VS Code says of itself, as far as the server asks. */
const able = {
  textDocument: {
    hover: { contentFormat: ['markdown' as const] },
    diagnostic: {},
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
};

describe('the language server, built, over its channels', async () => {
  const now = Date.now();
  const root = await makeRoot(now);
  const leaf = await makeLeaf(
    root,
    { nodeId: 'k2f0'.padEnd(25, '0') },
    { notBefore: now - day, notAfter: now + 89.5 * day },
  );
  const gone = await makeLeaf(root, {}, { notBefore: now - 90 * day, notAfter: now - day });
  let server: BuiltProgram;
  beforeAll(async () => {
    server = await builtServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const start = (options: Omit<ClientOptions, 'program'> = {}): Promise<LanguageClient> =>
    LanguageClient.start({ program: [server.path], ...options });

  it.each(['--stdio', '--node-ipc'] as const)('starts, answers and ends as told: %s', async (channel) => {
    await using client = await start({ channel });
    expect(client.initialized.serverInfo?.name).toBe('swarmpki');
    await client.open('untitled:a', leaf.pem);
    const [hint] = await client.ask<InlayHint[]>('textDocument/inlayHint', 'untitled:a', { range: everywhere });
    expect(hint?.label).toBe('worker k2f0… · 89 days left');
    expect(await client.stop()).toBe(0);
  });

  it('says how it is started', async () => {
    expect(await run(process.execPath, [server.path])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--stdio | --node-ipc'),
    });
  });

  it.each(['--stdio', '--node-ipc'] as const)('ends when its client is gone: %s', async (channel) => {
    await using client = await start({ channel });
    expect(await client.vanish()).toBe(1);
  });

  it('pushes diagnostics to a client that does not pull, and takes them back', async () => {
    await using client = await start();
    expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
    await client.open('untitled:a', gone.pem);
    await client.until(() => client.pushed.has('untitled:a'));
    expect(client.pushed.get('untitled:a')).toMatchObject([
      { code: 'expired', codeDescription: { href: pathToFileURL(join(server.path, '../findings/expired.md')).href } },
    ]);
    await readFile(join(server.path, '../findings/expired.md'));
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: 'untitled:a' } });
    await client.until(() => client.pushed.get('untitled:a')?.length === 0);
  });

  it('answers a client that pulls, also of what was typed a moment ago, and pushes nothing', async () => {
    await using client = await start({ capabilities: able });
    await client.open('untitled:a', '');
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'untitled:a', version: 2 },
      contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: gone.pem }],
    });
    const { items } = await client.ask<{ items: Diagnostic[] }>('textDocument/diagnostic', 'untitled:a');
    expect(items.map(({ code }) => code)).toEqual(['expired']);
    expect(client.pushed.size).toBe(0);
  });

  it('follows edits, and each answer is of the text as it is then', async () => {
    await using client = await start({ capabilities: able });
    await client.open('untitled:a', `# ${'x'.repeat(50)}\n${root.pem}${leaf.pem}`);
    const edit = (version: number, line: number, from: number, to: number, text: string): Promise<void> =>
      client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: 'untitled:a', version },
        contentChanges: [{ range: { start: { line, character: from }, end: { line, character: to } }, text }],
      });
    await edit(2, 0, 0, 2, '\n\n');
    const hints = await client.ask<InlayHint[]>('textDocument/inlayHint', 'untitled:a', { range: everywhere });
    expect(hints.map(({ position }) => position.line)).toEqual([3, 3 + root.pem.split('\n').length - 1]);
    const hover = await client.ask<Hover>('textDocument/hover', 'untitled:a', { position: { line: 4, character: 3 } });
    expect(JSON.stringify(hover)).toContain('19 years left');
    const actions = await client.ask<CodeAction[]>('textDocument/codeAction', 'untitled:a', {
      range: everywhere,
      context: { diagnostics: [] },
    });
    expect(actions.map(({ title }) => title)).toContain('Put the chain in order');
  });

  it('knows the files beside, hears of their changes from the client, and asks for a refresh', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'swarm-root-ca.crt');
    await using client = await start({ capabilities: able, folder: pathToFileURL(directory.path).href });
    await client.until(() => client.asked.includes('client/registerCapability'));
    await client.open('untitled:a', leaf.pem);
    const issuers = (): Promise<readonly { uri: string }[]> =>
      client.ask('textDocument/definition', 'untitled:a', { position: { line: 0, character: 0 } });
    expect(await issuers()).toEqual([]);
    await writeFile(file, root.pem);
    const uri = pathToFileURL(file).href;
    const refreshes = (): number => client.asked.filter((method) => method === 'workspace/diagnostic/refresh').length;
    const before = refreshes();
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 1 }] });
    await client.until(() => refreshes() > before);
    expect(await issuers()).toMatchObject([{ uri }]);
    await rm(file);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
    await eventually('the issuer is gone', async () => ((await issuers()).length === 0 ? true : undefined));
  });

  it('watches files by itself where the client cannot', async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, 'certs'));
    await using client = await start({ folder: pathToFileURL(directory.path).href });
    const key = join(directory.path, 'certs', 'node.pem');
    await client.open(pathToFileURL(join(directory.path, 'node.key')).href, pkcs8Pem(leaf.key));
    await writeFile(key, leaf.pem);
    const references = (): Promise<readonly { uri: string }[] | null> =>
      client.ask('textDocument/references', pathToFileURL(join(directory.path, 'node.key')).href, {
        position: { line: 0, character: 0 },
        context: { includeDeclaration: false },
      });
    const uris = async (): Promise<readonly string[]> => ((await references()) ?? []).map(({ uri }) => uri);
    const seen = (wanted: readonly string[]) => async () =>
      (await uris()).join() === wanted.join() ? wanted : undefined;
    await eventually('the certificate is seen', seen([pathToFileURL(key).href]));
    await rm(key);
    await eventually('the certificate is gone', seen([]));
    await writeFile(key, leaf.pem);
    await eventually('the certificate is seen again', seen([pathToFileURL(key).href]));
  });

  it('sees the permissions of an open file when it is saved', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'node.key');
    await writeFile(file, pkcs8Pem(leaf.key), { mode: 0o644 });
    await chmod(file, 0o644);
    const uri = pathToFileURL(file).href;
    await using client = await start();
    await client.open(uri, pkcs8Pem(leaf.key));
    await client.until(() => client.pushed.get(uri)?.[0]?.code === 'key-readable-by-others');
    await chmod(file, 0o600);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await client.until(() => client.pushed.get(uri)?.length === 0);
  });

  it('goes by the settings of its client, and by nonsense as by none', async () => {
    await using quiet = await start({
      capabilities: able,
      configuration: { inlayHints: false, expiryWarningDays: 'x' },
    });
    await quiet.open('untitled:a', leaf.pem);
    await quiet.ask('textDocument/diagnostic', 'untitled:a');
    const hints = (): Promise<readonly InlayHint[]> =>
      quiet.ask('textDocument/inlayHint', 'untitled:a', { range: everywhere });
    expect(await hints()).toEqual([]);
    await quiet.configure({ inlayHints: true });
    await eventually('hints are shown', async () => ((await hints()).length === 1 ? true : undefined));
    expect(quiet.asked.filter((method) => method === 'client/registerCapability')).toHaveLength(2);
  });

  it('speaks by the texts that its client gives, and leaves names as they are', async () => {
    const texts = Object.fromEntries(Object.keys(JSON.parse(bundle())).map((text) => [text, pseudo(text)]));
    const initializationOptions = { texts: { ...texts, '{0} left': 7 }, commands: ['swarmpki.openView'] };
    await using client = await start({ capabilities: able, initializationOptions });
    await client.open('untitled:a', leaf.pem);
    const lenses = await client.ask<CodeLens[]>('textDocument/codeLens', 'untitled:a');
    expect(lenses.map(({ command }) => command?.title)).toEqual(['Verify', 'Show chain', 'Decode'].map(pseudo));
    const [hint] = await client.ask<InlayHint[]>('textDocument/inlayHint', 'untitled:a', { range: everywhere });
    expect(hint?.label).toBe('worker k2f0… · 89 days left');
  });

  it('leaves in a trace of everything no byte of a key, and no secret', async () => {
    const lines: string[] = [];
    const raw: string[] = [];
    const tracer = {
      log: (message: unknown, data?: string) => {
        const text = typeof message === 'string' ? `${message}\n${data ?? ''}` : JSON.stringify(message);
        raw.push(text);
        lines.push(withoutContents(text));
      },
    };
    await using client = await start({ capabilities: able, trace: { level: Trace.Verbose, tracer } });
    const key = pkcs8Pem(leaf.key);
    const body = key.split('\n').slice(1, -2);
    const text = `${leaf.pem}${key}join ${token}\n`;
    await client.open('untitled:a', text);
    const count = text.split('\n').length;
    for (let line = 0; line < count; line += 4) {
      await client.ask('textDocument/hover', 'untitled:a', { position: { line, character: 6 } });
    }
    for (const method of ['codeLens', 'documentSymbol', 'foldingRange', 'diagnostic', 'semanticTokens/full']) {
      await client.ask(`textDocument/${method}`, 'untitled:a');
    }
    await client.ask('textDocument/codeAction', 'untitled:a', { range: everywhere, context: { diagnostics: [] } });
    const leaks = (traced: readonly string[]): readonly string[] =>
      traced.filter((line) => line.includes(secret) || body.some((part) => line.includes(part)));
    expect(leaks(lines)).toEqual([]);
    // It is the trace that hides them, and only the document has them at all.
    expect(leaks(raw).map((line) => /'([\w/]+)/.exec(line)?.[1])).toEqual(['textDocument/didOpen']);
    expect(lines.length).toBeGreaterThan(20);
  });

  it('answers of any text, and throws at none', async () => {
    await using client = await start({
      capabilities: able,
      initializationOptions: { commands: ['swarmpki.openView'] },
    });
    let version = 0;
    await client.open('untitled:a', '');
    await fc.assert(
      fc.asyncProperty(anyText, fc.nat({ max: 60 }), fc.nat({ max: 90 }), async (text, line, character) => {
        await client.connection.sendNotification('textDocument/didChange', {
          textDocument: { uri: 'untitled:a', version: ++version },
          contentChanges: [{ text }],
        });
        const range = { start: { line: 0, character: 0 }, end: { line, character } };
        for (const method of ['inlayHint', 'documentSymbol', 'foldingRange', 'codeLens', 'semanticTokens/full']) {
          await client.ask(`textDocument/${method}`, 'untitled:a', { range });
        }
        await client.ask('textDocument/selectionRange', 'untitled:a', { positions: [range.end] });
      }),
      { numRuns: 40 },
    );
  });

  it('shows hostile certificates for what they are', async () => {
    await using client = await start({ capabilities: able });
    for (const [index, subject] of hostileSubjects.entries()) {
      const uri = `untitled:${index}`;
      await client.open(uri, (await makeLeaf(root, { nodeId: subject }, { notAfter: now + day })).pem);
      const answers = [
        await client.ask('textDocument/hover', uri, { position: { line: 0, character: 0 } }),
        await client.ask('textDocument/inlayHint', uri, { range: everywhere }),
        await client.ask('textDocument/documentSymbol', uri),
        await client.ask('textDocument/diagnostic', uri),
      ];
      expect(JSON.stringify(answers).length).toBeLessThan(40_000);
      // Controls and what turns text round: written out by JSON, so looked for in its strings.
      expect(JSON.stringify(answers)).not.toMatch(/\\u00[01][0-9a-f](?<!\\u000[9a])|[\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
