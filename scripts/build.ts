import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BuildOptions, Plugin } from 'esbuild';

const root = new URL('../', import.meta.url);

function path(relative: string): string {
  return fileURLToPath(new URL(relative, root));
}

/** The pages that diagnostics link to. */
export const findingPages = path('docs/findings');

/** The terminal program, built. */
export const terminalEntry = new URL('packages/tui/dist/main.js', root);

const common: BuildOptions = {
  absWorkingDir: fileURLToPath(root),
  bundle: true,
  platform: 'node',
  target: 'node22',
  minifySyntax: true,
  sourcemap: 'linked',
  metafile: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
  logOverride: { 'empty-import-meta': 'error' },
};

/** Ink loads its developer tools only where they are asked for, and they are not among its dependencies. */
const withoutDevtools: Plugin = {
  name: 'without-devtools',
  setup(builder) {
    builder.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'react-devtools-core', external: true }));
  },
};

/**
 * An import of `node:http` looks at all that it exports, also at what is loaded when it is looked at: a whole client for
 * `fetch`, which costs more than all else that a short command does. Taken as it is, it is looked at where it is used.
 */
const lazyHttp: Plugin = {
  name: 'lazy-http',
  setup(builder) {
    builder.onResolve({ filter: /^node:http$/ }, ({ path: name }) => ({ path: name, namespace: 'lazy' }));
    builder.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path: name }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(name)});`,
    }));
  },
};

/**
 * Ink asks of every line of every picture, several times, how wide it is and what it consists of, though nearly all of them
 * are as they were: a third of what a picture costs. So it is given the same functions with a memory, of some pictures.
 */
const rememberLines: Plugin = {
  name: 'remember-lines',
  setup(builder) {
    const namespace = 'remembered';
    const asItIs = 'as it is';
    const remembering: Readonly<Record<string, (found: string) => string>> = {
      'string-width': (found) => `
        import width from ${found};
        export default remember(width, { most: 2_000, longest: 2_000 });`,
      // What a line consists of takes as much room as a hundred lines.
      '@alcalzone/ansi-tokenize': (found) => `
        import { tokenize as parts } from ${found};
        export * from ${found};
        export const tokenize = remember(parts, { most: 300, longest: 2_000 });`,
    };
    const filter = new RegExp(`^(?:${Object.keys(remembering).join('|')})$`);
    builder.onResolve({ filter }, async ({ path: name, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === asItIs) return undefined;
      const { path: found } = await builder.resolve(name, { kind, importer, resolveDir, pluginData: asItIs });
      return { path: found, namespace, pluginData: name };
    });
    builder.onLoad({ filter: /.*/, namespace }, ({ path: found, pluginData: name }) => ({
      contents: `
        import { remember } from ${JSON.stringify(path('packages/tui/src/ui/remember.ts'))};
        ${remembering[name]?.(JSON.stringify(found))}`,
      resolveDir: path('.'),
    }));
  },
};

/** The client of the language server is a file of its own: an editor without certificates loads none of it. */
const besideIt: Plugin = {
  name: 'beside-it',
  setup(builder) {
    builder.onResolve({ filter: /\/language-client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './language-client.cjs', external: true } : undefined,
    );
  },
};

/** What is shipped, by package. Chunks are split off so that `--version` loads neither Ink nor the core. */
export const products = {
  tui: {
    ...common,
    entryPoints: [{ in: 'packages/tui/src/cli/main.ts', out: 'main' }],
    outdir: 'packages/tui/dist',
    format: 'esm',
    splitting: true,
    // Split off as CommonJS, a library would have a default export and no names.
    mainFields: ['module', 'main'],
    chunkNames: 'chunks/[name]-[hash]',
    banner: {
      // Libraries written as CommonJS ask for `require`.
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [withoutDevtools, lazyHttp, rememberLines],
  },
  vscode: {
    ...common,
    entryPoints: [
      { in: 'packages/vscode/src/client/extension.ts', out: 'client' },
      { in: 'packages/vscode/src/client/language-client.ts', out: 'language-client' },
      { in: 'packages/vscode/src/server/main.ts', out: 'server' },
    ],
    outdir: 'packages/vscode/dist',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    // It is read whole before a window can use it.
    minify: true,
    // The libraries are written twice; as modules they hold less.
    mainFields: ['module', 'main'],
    supported: { 'dynamic-import': false },
    plugins: [besideIt],
  },
} satisfies Record<string, BuildOptions>;

export type Product = keyof typeof products;

/** Builds a product, and notes the sources it was made of. */
export async function buildProduct(product: Product): Promise<void> {
  const result = await build(products[product]);
  // What a plugin has made up is no file.
  const files = Object.keys(result.metafile?.inputs ?? {}).filter((input) => !/^(?:lazy|remembered):/.test(input));
  // The server's diagnostics link to these pages, so they come along.
  if (product === 'vscode') cpSync(findingPages, path('packages/vscode/dist/findings'), { recursive: true });
  const inputs = [...files, 'scripts/build.ts', 'package-lock.json'];
  writeFileSync(inputsFile(product), inputs.join('\n'));
}

/** Builds a product unless it is newer than everything it is made of. */
export async function buildIfStale(product: Product = 'tui'): Promise<void> {
  if (!isFresh(product)) await buildProduct(product);
}

function inputsFile(product: Product): string {
  return path(`packages/${product}/dist/.inputs`);
}

function isFresh(product: Product): boolean {
  const builtAt = modifiedAt(inputsFile(product));
  if (builtAt === undefined) return false;
  const inputs = readFileSync(inputsFile(product), 'utf8').split('\n');
  return inputs.every((input) => (modifiedAt(path(input)) ?? Number.POSITIVE_INFINITY) <= builtAt);
}

function modifiedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

if (import.meta.main) {
  await Promise.all((Object.keys(products) as Product[]).map((product) => buildProduct(product)));
}
