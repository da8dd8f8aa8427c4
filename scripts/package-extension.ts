import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { buildExtension } from './build.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const extension = join(root, 'packages/vscode');

/** What is packed beside the manifest and what is built: nothing else gets in. */
const shipped = [
  'README.md',
  'package.nls.json',
  'language-configuration.json',
  'l10n',
  'media',
  'snippets',
  'syntaxes',
] as const;

/** Of the manifest, what only those need who build it. */
const ofDevelopment = new Set(['private', 'scripts', 'bin', 'devDependencies']);

/**
 * Packs the extension, built anew and without source maps.
 *
 * @param packagePath the `.vsix` to write
 */
export async function packageExtension(packagePath: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-extension-'));
  try {
    await layOutExtension(directory);
    await createVSIX({
      cwd: directory,
      packagePath,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Writes all that is packed, built anew and without source maps. @param directory exists */
export async function layOutExtension(directory: string): Promise<void> {
  await buildExtension(join(directory, 'dist'), { sourcemap: false });
  for (const name of shipped) await cp(join(extension, name), join(directory, name), { recursive: true });
  await cp(join(root, 'LICENSE'), join(directory, 'LICENSE'));
  await writeFile(join(directory, 'package.json'), JSON.stringify(await shippedManifest(), undefined, 2));
}

async function shippedManifest(): Promise<Readonly<Record<string, unknown>>> {
  const manifest = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as Record<string, unknown>;
  const kept = Object.entries(manifest).filter(([name]) => !ofDevelopment.has(name));
  // All that was gathered; the tool asks for a list, and would ask for bundling where it is done already.
  return { ...Object.fromEntries(kept), files: ['**'] };
}

if (import.meta.main) {
  const [, , wanted = 'swarmpki.vsix'] = process.argv;
  const packagePath = resolve(process.env['INIT_CWD'] ?? '.', wanted);
  await packageExtension(packagePath);
  process.stdout.write(`${packagePath}\n`);
}
