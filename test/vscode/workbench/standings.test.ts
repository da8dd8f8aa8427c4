import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, pkcs8Pem } from '../../../packages/core/src/testing/certificates.ts';
import type { Authority } from '../../../packages/core/src/testing/certificates.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

const day = 24 * 3_600_000;

describe.skipIf(workbenchMissing)('how files stand, in VS Code', () => {
  let root: Authority;
  /** A certificate of a worker. @param from since when, and @param until till when it is valid, ms from now */
  const certificate = async (from: number, until: number): Promise<string> => {
    const now = Date.now();
    const { pem } = await makeLeaf(root, {}, { notBefore: now + from, notAfter: now + until });
    return pem;
  };
  const workbench = workbenchOfFile({
    files: async (folder) => {
      root = await makeRoot(Date.now() - 20 * day);
      const key = await makeLeaf(root);
      await write(folder, 'good.pem', await certificate(-20 * day, 70 * day));
      await write(folder, 'notes.txt', 'Nothing stands here.\n');
      await write(folder, 'old/expired.pem', await certificate(-100 * day, -10 * day));
      await write(folder, 'soon/overdue.pem', await certificate(-85 * day, 5 * day + day / 2));
      await write(folder, 'keys/open.key', pkcs8Pem(key.key));
      await chmod(join(folder, 'keys/open.key'), 0o644);
    },
  });
  beforeEach(() => workbench().closeEditors());

  const row = (name: string): Locator =>
    workbench().page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
  /** What stands behind a name: VS Code draws it by a style. */
  const mark = (name: string): Promise<string> => drawn(row(name).locator('.monaco-icon-label').first());
  const marks = async (...names: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const name of names) found.push(await mark(name));
    return found;
  };
  const statusItem = (): Locator => workbench().page.locator('[id="swarmpki.swarmpki-vscode.swarmpki.workspace"]');
  const status = async (): Promise<string> => plain(await statusItem().innerText()).trim();

  it('is marked beside their names: two characters for the file, a dot for its folder where something is grave', async () => {
    for (const folder of ['old', 'keys', 'soon']) await row(folder).click();
    expect(await marks('expired.pem', 'overdue.pem')).toEqual(['', '']);
    // From the first certificate on that is seen.
    await workbench().open('good.pem');
    await expect
      .poll(() => marks('expired.pem', 'overdue.pem', 'open.key', 'good.pem', 'notes.txt'), patience)
      .toEqual(['✕', '5d', '!!', '', '']);
    for (const folder of ['old', 'keys']) expect(await mark(folder)).not.toBe('');
    expect(await mark('soon')).toBe('');
    await row('expired.pem').hover();
    await workbench().page.locator('.monaco-hover:visible', { hasText: 'expired on' }).waitFor();
    await workbench().picture('standings explorer');
  });

  it('is summed up in the status bar, which leads to what is worst', async () => {
    await expect.poll(status, patience).toBe('1 expired');
    const { page } = workbench();
    await statusItem().click();
    const rows = page.locator('.quick-input-list .monaco-list-row');
    const names = async (): Promise<readonly string[]> =>
      (await rows.allInnerTexts()).map((text) => plain(text).split('\n')[0]?.trim() ?? '');
    await expect
      .poll(() => names(), patience)
      .toEqual([
        expect.stringContaining('expired.pem'),
        expect.stringContaining('open.key'),
        expect.stringContaining('overdue.pem'),
        expect.stringContaining('worker'),
        expect.stringContaining('Open Problems'),
      ]);
    await workbench().picture('standings list');
    await rows.nth(2).click();
    await workbench().tab('overdue.pem').waitFor();
  });

  it('is said of the file in front beside its language', async () => {
    const { page } = workbench();
    await workbench().open('soon/overdue.pem');
    const item = page.locator('[id="status.languageStatus"]');
    await item.click();
    const hover = page.locator('.hover-language-status').filter({ hasText: '1 certificate' });
    await hover.waitFor();
    expect(await hover.innerText()).toMatch(/Renewal is overdue[^]*Verify/);
    await workbench().picture('standings file');
    await hover.getByText('Verify').click();
    await workbench().tab('verdict.txt').waitFor();
    await workbench().open('notes.txt');
    await expect.poll(() => hover.count(), patience).toBe(0);
  });

  it('changes with what is on disk, also of files that nobody opens', async () => {
    const { folder } = workbench();
    await write(folder, 'old/expired.pem', await certificate(-1 * day, 89 * day));
    await expect.poll(() => marks('expired.pem', 'old'), patience).toEqual(['', '']);
    await expect.poll(status, patience).toBe('2 problems');
    await rm(join(folder, 'keys/open.key'));
    await expect.poll(status, patience).toBe('1 problem');
    await write(folder, 'soon/overdue.pem', await certificate(-1 * day, 89 * day));
    await expect.poll(status, patience).toMatch(/^(69|70) days$/);
    await workbench().picture('standings good');
  });

  it('changes when time has passed a threshold, though nothing else happens', async () => {
    const { folder } = workbench();
    await write(folder, 'turning.pem', await certificate(-89 * day, 8_000));
    await expect.poll(() => mark('turning.pem'), patience).toBe('0h');
    expect(await status()).toBe('1 problem');
    await expect.poll(() => mark('turning.pem'), patience).toBe('✕');
    await expect.poll(status, patience).toBe('1 expired');
  });

  it('is not marked where a setting says so', async () => {
    await workbench().configure({ 'swarmpki.fileDecorations': false });
    await expect.poll(() => mark('turning.pem'), patience).toBe('');
    expect(await status()).toBe('1 expired');
    await workbench().configure({});
    await expect.poll(() => mark('turning.pem'), patience).toBe('✕');
  });
});

async function write(folder: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

/** What a style writes behind an element. */
function drawn(element: Locator): Promise<string> {
  return element.evaluate((label) => {
    const { content } = Reflect.get(globalThis, 'getComputedStyle')(label, '::after') as { content: string };
    return content === 'none' ? '' : content.replace(/^"|"$/g, '');
  });
}
