import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import type { BuildOptions, BuildResult, Plugin } from 'esbuild';

const root = new URL('../', import.meta.url);

function path(relative: string): string {
  return fileURLToPath(new URL(relative, root));
}

/** The pages that diagnostics link to. */
const findingPages = path('docs/findings');

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
 * are as they were in the picture before: a fifth of what the screens of many nodes cost. So it is given the same functions,
 * which remember what they have answered of the lines of some pictures.
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

/**
 * Parts of the extension that are files of their own, and loaded where they are imported dynamically: an editor that shows no
 * certificate and no swarm loads none of them.
 */
const lazyParts = new Map([
  ['language-client', 'packages/vscode/src/client/language/language-client.ts'],
  ['viewer', 'packages/vscode/src/client/viewer/viewer-part.ts'],
  ['standings', 'packages/vscode/src/client/standings/standings-part.ts'],
  ['swarms', 'packages/vscode/src/client/swarms-part.ts'],
]);

/** Pages that are shown in an editor: a script and a style each, for a browser. */
const pages: BuildOptions = {
  ...common,
  entryPoints: [
    { in: 'packages/vscode/src/pages/viewer/main.ts', out: 'viewer' },
    { in: 'packages/vscode/src/pages/viewer/viewer.css', out: 'viewer' },
    { in: 'packages/vscode/src/pages/rotation/main.ts', out: 'rotation' },
    { in: 'packages/vscode/src/pages/rotation/rotation.css', out: 'rotation' },
  ],
  platform: 'browser',
  target: 'es2024',
  format: 'iife',
  minify: true,
};

const besideIt: Plugin = {
  name: 'beside-it',
  setup(builder) {
    const sources = new Map([...lazyParts].map(([out, source]) => [path(source), out]));
    builder.onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path: name, resolveDir }) => {
      const out = kind === 'dynamic-import' ? sources.get(join(resolveDir, name)) : undefined;
      return out === undefined ? undefined : { path: `./${out}.cjs`, external: true };
    });
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
      ...Array.from(lazyParts, ([out, source]) => ({ in: source, out })),
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

/**
 * All that the extension is made of, into a directory: its parts, the terminal program that it starts, and the pages that
 * diagnostics link to.
 *
 * @returns the sources, by paths within the repository
 */
export async function buildExtension(outdir: string, options: BuildOptions = {}): Promise<readonly string[]> {
  const [parts, shown, program] = await Promise.all([
    build({ ...products.vscode, ...options, outdir }),
    build({ ...pages, sourcemap: false, outdir: join(outdir, 'pages') }),
    // Nobody debugs it there.
    build({ ...products.tui, minify: true, sourcemap: false, outdir: join(outdir, 'program') }),
  ]);
  cpSync(findingPages, join(outdir, 'findings'), { recursive: true });
  return [...new Set([parts, shown, program].flatMap(sourcesOf))];
}

/** Builds a product, and notes the sources it was made of. */
export async function buildProduct(product: Product): Promise<void> {
  // Chunks that are used no more stay: a lab that goes on may still have to load one.
  const sources =
    product === 'vscode'
      ? await buildExtension(path('packages/vscode/dist'))
      : sourcesOf(await build(products[product]));
  const inputs = [...sources, 'scripts/build.ts', 'package-lock.json'];
  writeFileSync(inputsFile(product), inputs.join('\n'));
}

function sourcesOf({ metafile }: BuildResult): readonly string[] {
  // What a plugin has made up is no file.
  return Object.keys(metafile?.inputs ?? {}).filter((input) => !/^(?:lazy|remembered):/.test(input));
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

/**
 * Builds all products, then the extension's own parts whenever one of their sources changes, without end. Its words are what a task
 * of an editor waits for.
 */
async function watchProducts(): Promise<void> {
  await buildProducts();
  const words: Plugin = {
    name: 'words',
    setup(builder) {
      builder.onStart(() => console.log('building'));
      builder.onEnd(() => console.log('built, and waiting'));
    },
  };
  const { plugins, ...options } = products.vscode;
  await (await context({ ...options, plugins: [...plugins, words] })).watch();
}

async function buildProducts(): Promise<void> {
  await Promise.all((Object.keys(products) as Product[]).map((product) => buildProduct(product)));
}

if (import.meta.main) await (process.argv.includes('--watch') ? watchProducts() : buildProducts());
