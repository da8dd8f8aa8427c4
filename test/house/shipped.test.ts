import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import type { BuildResult, Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { products } from '../../scripts/build.ts';
import type { Product } from '../../scripts/build.ts';

function bundle(product: Product): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({ ...products[product], write: false, metafile: true });
}

/** What is loaded as soon as an entry is, and not only when it is needed. */
function loadedAtOnce({ outputs }: Metafile, entry: string): readonly string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement') visit(path);
  };
  visit(entry);
  return [...seen].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})).toSorted();
}

describe('the terminal program, as it is shipped', () => {
  it('loads nothing but itself to tell its version', async () => {
    const { metafile } = await bundle('tui');
    expect(loadedAtOnce(metafile, 'packages/tui/dist/main.js')).toEqual([
      'packages/tui/package.json',
      'packages/tui/src/cli/main.ts',
      'packages/tui/src/cli/warnings.ts',
    ]);
  });

  it('loads of the core for a command what speaks with an engine, and nothing that signs or serves', async () => {
    const { metafile } = await bundle('tui');
    const inputsOf = (source: string): readonly string[] => {
      const entry = Object.keys(metafile.outputs).find(
        (file) => metafile.outputs[file]?.entryPoint === `packages/tui/src/cli/${source}`,
      );
      return loadedAtOnce(metafile, entry ?? '');
    };
    const roomsOf = (inputs: readonly string[]): readonly string[] =>
      [...new Set(inputs.flatMap((input) => /packages\/core\/src\/(\w+)\//.exec(input)?.[1] ?? []))].toSorted();
    const loaded = inputsOf('program.ts');
    expect(roomsOf(loaded)).toEqual(['clock', 'engine', 'x509']);
    // To reach a lab one has to know where its host is, and how one is started.
    const reaching = inputsOf('connect.ts').filter((input) => !loaded.includes(input));
    expect(roomsOf(reaching)).toEqual(['engine', 'files', 'lab']);
    const ofLabs = reaching.filter((input) => input.startsWith('packages/core/src/lab/'));
    expect(ofLabs).toContain('packages/core/src/lab/host/where.ts');
    expect(ofLabs.filter((input) => !/\/lab\/host\//.test(input) || /serve-lab|host-lock/.test(input))).toEqual([]);
  });

  it('loads the X.509 library and the terminal library only when they are needed', async () => {
    const { metafile } = await bundle('tui');
    const tour = Object.keys(metafile.outputs).find(
      (file) => metafile.outputs[file]?.entryPoint === 'packages/tui/src/tour/tour.ts',
    );
    const inputs = loadedAtOnce(metafile, tour ?? '');
    expect(inputs).toContain('packages/core/src/lab/lab.ts');
    expect(inputs.filter((input) => /peculiar|reflect-metadata|\/ink\/|\/react\//.test(input))).toEqual([]);
  });
});

describe('the extension, as it is shipped', () => {
  it('holds of the core what reads, in its server, and nothing that signs or serves', async () => {
    const { metafile } = await bundle('vscode');
    const roomsOf = (file: string): readonly string[] => {
      const held = Object.entries(metafile.outputs[`packages/vscode/dist/${file}`]?.inputs ?? {});
      const inputs = held.flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []));
      return [...new Set(inputs.flatMap((input) => /packages\/core\/src\/(\w+)\//.exec(input)?.[1] ?? []))].toSorted();
    };
    expect(roomsOf('client.cjs')).toEqual(['token']);
    expect(roomsOf('language-client.cjs')).toEqual([]);
    // What looks at a real swarm's managers joins in their handshakes, and labs are hosted by a process of their own.
    const served = ['ca', 'external-ca', 'manager', 'raft', 'store', 'swarm'];
    expect(roomsOf('swarms.cjs').filter((room) => served.includes(room))).toEqual([]);
    expect(roomsOf('swarms.cjs')).toContain('engine');
    expect(roomsOf('server.cjs')).toEqual(['files', 'inspect', 'keyfile', 'token', 'x509']);
  });

  it('loads the client of the language server only when something is seen', async () => {
    const { metafile } = await bundle('vscode');
    const inputs = loadedAtOnce(metafile, 'packages/vscode/dist/client.cjs');
    expect(inputs).toContain('packages/vscode/src/client/language/sightings.ts');
    expect(inputs.filter((input) => /node_modules|language-client/.test(input))).toEqual([]);
    const text = metafile.outputs['packages/vscode/dist/client.cjs']?.bytes ?? Number.POSITIVE_INFINITY;
    expect(text).toBeLessThan(30_000);
  });

  it('has an editor in its client alone: any other can have the server', async () => {
    const { metafile } = await bundle('vscode');
    const externals = (file: string): readonly string[] =>
      (metafile.outputs[`packages/vscode/dist/${file}`]?.imports ?? []).map(({ path }) => path);
    expect(externals('client.cjs')).toContain('vscode');
    expect(externals('server.cjs')).not.toContain('vscode');
  });

  it('activates in an editor, from the file that its manifest names', async () => {
    const manifest: { main: string } = JSON.parse(
      await readFile(new URL('../../packages/vscode/package.json', import.meta.url), 'utf8'),
    );
    const { outputFiles } = await bundle('vscode');
    const main = outputFiles.find(({ path }) => path.endsWith(`packages/vscode/${manifest.main}`));
    const registered: string[] = [];
    const listen = (): object => ({ dispose: () => undefined });
    class EventEmitter {
      readonly event = listen;
    }
    const editor = {
      EventEmitter,
      commands: { registerCommand: (name: string) => registered.push(name) },
      window: {
        createTreeView: listen,
        registerCustomEditorProvider: listen,
        registerWebviewPanelSerializer: listen,
        tabGroups: { all: [], onDidChangeTabs: listen },
      },
      workspace: {
        textDocuments: [],
        onDidOpenTextDocument: listen,
        onDidChangeTextDocument: listen,
        onDidGrantWorkspaceTrust: listen,
      },
    };
    const require = createRequire(import.meta.url);
    const module: { exports: { activate?: (context: unknown) => void } } = { exports: {} };
    runInNewContext(main?.text ?? '', {
      module,
      exports: module.exports,
      require: (name: string): unknown => (name === 'vscode' ? editor : require(name)),
    });
    module.exports.activate?.({ subscriptions: [] });
    expect(registered).toContain('swarmpki.explainJoinToken');
  });
});
