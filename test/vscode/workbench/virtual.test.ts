import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

describe.skipIf(workbenchMissing)('in a workspace that lies elsewhere', () => {
  const workbench = workbenchOfFile({
    virtual: true,
    files: async (folder) => {
      await writeSampleWorkspace(folder, Date.now());
      await chmod(join(folder, 'key-of-another.pem'), 0o644);
    },
  });
  const open = async (name: string): Promise<void> => {
    await workbench().page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
    await workbench().tab(name).waitFor();
  };

  it('decodes what is open, and says what is wrong with it', async () => {
    const { editor } = workbench();
    await open('expired.pem');
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/worker work… · expired \d+ days ago$/);
    await editor.squiggles('error').first().waitFor();
    const hover = await editor.hover('BEGIN CERTIFICATE');
    await expect.poll(async () => plain(await hover.innerText()), patience).toContain('certificate of a swarm worker');
    await workbench().picture('virtual');
    await editor.lenses.filter({ hasText: 'Verify' }).click();
    await workbench().tab('verdict.txt').waitFor();
    await expect.poll(async () => (await editor.lines()).join('\n'), patience).toMatch(/^refused: worker2/);
  });

  it('relates what is open to what is open, and changes no permissions', async () => {
    const { editor, page } = workbench();
    await workbench().closeEditors();
    await open('key-of-another.pem');
    await open('overdue.pem');
    const hover = await editor.hover('BEGIN CERTIFICATE');
    await expect
      .poll(async () => plain(await hover.innerText()), patience)
      .toMatch(/key +private key [\da-f]{8}, key-of-another\.pem/);
    await open('key-of-another.pem');
    const rows = await editor.actions('BEGIN PRIVATE KEY');
    await expect.poll(() => rows.allInnerTexts(), patience).toEqual(['Compare with…']);
    await page.keyboard.press('Escape');
  });

  it('shows what is no text', async () => {
    await open('manager.der');
    const page = workbench().page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
    await page.getByText('certificate of a swarm manager').waitFor();
    await workbench().picture('virtual-viewer');
  });
});
