import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { LocalSigner } from '../../packages/core/src/ca/local-signer.ts';
import { generateRoot, rootCaOf } from '../../packages/core/src/ca/root-key.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { openDocument } from '../../packages/core/src/inspect/document/document.ts';
import { identifierFrom } from '../../packages/core/src/token/identifier.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { defaultExpiry } from '../../packages/core/src/x509/time.ts';
import { diagnostics } from '../../packages/vscode/src/server/features/diagnostics.ts';
import { foldingRanges } from '../../packages/vscode/src/server/features/folding.ts';
import { inlayHints } from '../../packages/vscode/src/server/features/inlay-hints.ts';
import { codeLenses } from '../../packages/vscode/src/server/features/lenses.ts';
import { semanticTokens } from '../../packages/vscode/src/server/features/semantic-tokens.ts';
import { documentSymbols } from '../../packages/vscode/src/server/features/symbols.ts';
import { OpenDocument } from '../../packages/vscode/src/server/open-document.ts';
import { Workspace } from '../../packages/vscode/src/server/workspace.ts';
import { clientCommands } from '../../packages/vscode/src/shared/protocol.ts';
import { builtServer } from '../tools/built-program.ts';
import { LanguageClient } from '../tools/language-client.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import { compare, share, us, wallTime } from './measure.ts';
import type { Benchmark, Contestant } from './measure.ts';

const count = 5_000;

/** Certificates of the nodes of one swarm, each with a key of its own. */
async function nodes(): Promise<string> {
  const root = await generateRoot(systemClock, systemEntropy);
  const ca = { rootCa: rootCaOf(root, systemClock.now()), expiry: defaultExpiry };
  const signer = new LocalSigner(ca, systemClock, systemEntropy);
  const newId = (): string => identifierFrom(systemEntropy.bytes(17));
  const organization = newId();
  const pems: string[] = [];
  for (let made = 0; made < count; made++) {
    const csr = createRequest(systemEntropy.newKey());
    pems.push(await signer.sign({ csr, identity: { nodeId: newId(), organization, role: 'worker' } }));
  }
  // One string, as an editor sends it: not a rope of parts.
  return Buffer.from(pems.join(''), 'latin1').toString('latin1');
}

/** What an editor asks for after each key, of what it shows. */
const lines = 60;

/** What a keystroke costs at the server in a large document. */
export const lspKeystroke: Benchmark = {
  name: 'lsp/keystroke',
  run: async () => {
    const text = await nodes();
    const at = Math.floor(text.length / 2);
    let bare = openDocument(text);
    const workspace = new Workspace();
    const document = new OpenDocument('untitled:nodes', text);
    workspace.open(document);
    const { line, character } = document.positionAt(at);
    const view = { start: { line: line - lines / 2, character: 0 }, end: { line: line + lines / 2, character: 0 } };
    const now = systemClock.now();
    const commands = new Set<string>(Object.values(clientCommands));

    let version = 0;
    /** A character is typed, and taken back. */
    const type = (): void => {
      const end = version++ % 2 === 0 ? character : character + 1;
      const range = { start: { line, character }, end: { line, character: end } };
      document.change([{ range, text: end === character ? '?' : '' }], version);
    };
    const repeat =
      (work: () => unknown): Contestant =>
      (times) => {
        for (let time = 0; time < times; time++) work();
      };
    let bareVersion = 0;
    const taken = await compare(
      {
        inspect: repeat(() => {
          const typed = bareVersion++ % 2 === 1;
          bare = bare.edit({ range: { start: at, end: typed ? at + 1 : at }, text: typed ? '' : '?' }).document;
          return bare.finds;
        }),
        edit: repeat(type),
        hints: repeat(() => (type(), inlayHints(document, view, now))),
        lenses: repeat(() => (type(), codeLenses(document, commands))),
        tokens: repeat(() => (type(), semanticTokens(document, view, now))),
        keystroke: repeat(() => {
          type();
          return [inlayHints(document, view, now), codeLenses(document, commands), semanticTokens(document, view, now)];
        }),
        symbols: repeat(() => (type(), documentSymbols(document, now))),
        folding: repeat(() => (type(), foldingRanges(document))),
        settled: repeat(() => {
          type();
          workspace.touch();
          return diagnostics(workspace.picture(now), document.name, 'file:///');
        }),
      },
      {
        rounds: 7,
        times: {
          inspect: 4,
          edit: 4,
          hints: 4,
          lenses: 4,
          tokens: 4,
          keystroke: 4,
          symbols: 2,
          folding: 2,
          settled: 1,
        },
      },
    );
    const part = (name: 'hints' | 'lenses' | 'tokens' | 'symbols' | 'folding' | 'settled'): string =>
      us(Math.max(0, taken[name] - taken.edit));
    return {
      name: lspKeystroke.name,
      // Ten times the reading of what was touched, or 10 ms.
      ratio: Math.min(taken.keystroke / taken.inspect / 10, taken.keystroke / 10_000),
      goal: 1,
      detail: [
        `in ${count} certificates: a keystroke ${us(taken.keystroke)}, of which inspect ${us(taken.inspect)} (${share(taken.inspect, taken.keystroke)})`,
        `taking it in ${us(taken.edit)}; beside that, hints in view ${part('hints')}, lenses ${part('lenses')}, colours in view ${part('tokens')}`,
        `whole document, which editors ask for when it rests: symbols ${part('symbols')}, folding ${part('folding')}`,
        `once edits have settled, relations and findings of all: ${part('settled')}`,
      ].join('\n'),
    };
  },
};

/** From its start until the server has answered: that it is there, and the first hover. Beside one that can do nothing. */
export const lspReady: Benchmark = {
  name: 'lsp/ready',
  run: async () => {
    await using server = await builtServer();
    await using directory = await temporaryDirectory();
    const source = join(directory.path, 'bare.ts');
    await writeFile(source, bareServer);
    const bare = join(directory.path, 'bare.cjs');
    const nodePaths = [new URL('../../node_modules', import.meta.url).pathname];
    await build({ entryPoints: [source], outfile: bare, bundle: true, platform: 'node', format: 'cjs', nodePaths });
    const root = (await generateRoot(systemClock, systemEntropy)).caCert;
    const started = (program: string, then?: (client: LanguageClient) => Promise<unknown>) => async () => {
      await using client = await LanguageClient.start({ program: [program] });
      await then?.(client);
    };
    const hover = async (client: LanguageClient): Promise<void> => {
      await client.open('untitled:a', root);
      await client.ask('textDocument/hover', 'untitled:a', { position: { line: 0, character: 0 } });
    };
    const taken = await compare(
      { bare: started(bare), ready: started(server.path), hover: started(server.path, hover) },
      { rounds: 9, times: { bare: 1, ready: 1, hover: 1 }, by: wallTime },
    );
    return {
      name: lspReady.name,
      ratio: taken.ready / taken.bare,
      goal: 1.5,
      detail: [
        `a server of the library that can do nothing is ready in ${us(taken.bare)}, ours in ${us(taken.ready)}`,
        `with a first document and a hover on it, for which it waits until edits have settled: ${us(taken.hover)}`,
      ].join('\n'),
    };
  },
};

const bareServer = `
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
const connection = createConnection(ProposedFeatures.all);
connection.onInitialize(() => ({ capabilities: { hoverProvider: true } }));
connection.onHover(() => null);
connection.listen();
`;
