import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { packageExtension } from '../../scripts/package-extension.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

/** What a package may hold. */
const allowed: readonly RegExp[] = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(?:package\.json|package\.nls\.json|readme\.md|LICENSE\.txt|language-configuration\.json)$/,
  /^extension\/dist\/[a-z-]+\.cjs$/,
  /^extension\/dist\/findings\/(?:README|[a-z0-9-]+)\.md$/,
  /^extension\/dist\/pages\/[a-z-]+\.(?:js|css)$/,
  /^extension\/dist\/program\/(?:main|chunks\/[\w.-]+)\.js$/,
  /^extension\/l10n\/bundle\.l10n\.json$/,
  /^extension\/media\/[a-z-]+\.(?:png|svg|pem)$/,
  /^extension\/snippets\/[a-z-]+\.json$/,
  /^extension\/syntaxes\/[a-z-]+\.tmLanguage\.json$/,
];
const largest = 1.5 * 1024 * 1024;

describe('the package of the extension', () => {
  let files: ReadonlyMap<string, number>;
  let size: number;
  let manifest: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'swarmpki.vsix');
    await packageExtension(path);
    size = (await stat(path)).size;
    ({ files, manifest } = await read(path));
  });

  it('holds what is on the list, and nothing else', () => {
    const others = [...files.keys()].filter((name) => !allowed.some((pattern) => pattern.test(name)));
    expect(others).toEqual([]);
    for (const name of ['dist/client.cjs', 'dist/server.cjs', 'dist/program/main.js', 'media/icon.png']) {
      expect(files.get(`extension/${name}`), name).toBeGreaterThan(0);
    }
  });

  it('is smaller than 1.5 MB', () => {
    expect(size).toBeLessThan(largest);
  });

  it('has in its manifest nothing of how it is made, and every text under its key', async () => {
    expect(Object.keys(manifest)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:devDependencies|scripts|private|bin)$/)]),
    );
    const texts = JSON.parse(
      await readFile(new URL('../../packages/vscode/package.nls.json', import.meta.url), 'utf8'),
    );
    const named = [...JSON.stringify(manifest).matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key);
    expect(new Set(named)).toEqual(new Set(Object.keys(texts)));
  });
});

/** The files of a package by their sizes, and its manifest. */
async function read(path: string): Promise<{ files: ReadonlyMap<string, number>; manifest: Record<string, unknown> }> {
  const zip = await openPromise(path);
  const files = new Map<string, number>();
  let manifest: Record<string, unknown> = {};
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, entry.uncompressedSize);
    if (entry.fileName === 'extension/package.json') manifest = JSON.parse(await contents(zip, entry));
  }
  return { files, manifest };
}

async function contents(zip: ZipFile, entry: Entry): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
