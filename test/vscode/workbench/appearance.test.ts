import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';

const texts = JSON.parse(
  readFileSync(new URL('../../../packages/vscode/package.nls.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

describe.skipIf(workbenchMissing)('what VS Code shows of us beside texts', () => {
  const workbench = workbenchOfFile({ files: (folder) => writeSampleWorkspace(folder, Date.now()) });

  it('leads newcomers: each step with its picture, and the first opens a sample with all that there is to see', async () => {
    const { page, editor } = workbench();
    await workbench().command('Welcome: Open Walkthrough...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: texts['walkthrough.title'] ?? '' }).click();
    const steps = page.locator('.getting-started-step');
    await steps.first().waitFor();
    // A narrow window has no room for pictures.
    await workbench().command('View: Toggle Primary Side Bar Visibility');
    const names = ['read', 'lab', 'nodes', 'rotate', 'docker', 'terminal'];
    const titles = names.map((name) => texts[`walkthrough.${name}.title`] ?? '');
    expect(await steps.locator('.step-title').allInnerTexts()).toEqual(titles);
    const picture = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame').locator('svg');
    for (const [at, title] of titles.entries()) {
      await steps.filter({ hasText: title }).click();
      await picture.waitFor();
      await workbench().picture(`walkthrough-${names[at]}`);
    }
    await steps.filter({ hasText: titles[0] ?? '' }).click();
    await page.getByRole('button', { name: 'Open a Sample' }).click();
    await expect
      .poll(async () => (await editor.lines()).filter((line) => / · \d+ (days|years) left$/.test(line)), patience)
      .toHaveLength(2);
    await editor.squiggles('warning').first().waitFor();
    await workbench().picture('sample');
    await workbench().command('View: Toggle Primary Side Bar Visibility');
  });

  it('explains a token that it is asked about, and nothing of its secret', async () => {
    const { page } = workbench();
    const secret = '0tey60uet1m4m2gnodr22ujex';
    await workbench().closeEditors();
    await workbench().command('Swarm PKI: Explain Join Token');
    const input = page.locator('.quick-input-widget:visible input').first();
    await expect.poll(() => input.getAttribute('type'), patience).toBe('password');
    await workbench().answer(`SWMTKN-1-3u87bywrn3xo86tiqf4sgnd5scm4eyqk3lzgtglfjd3kjh7gb8-${secret}`);
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('A join token of version 1').waitFor();
    await workbench().picture('explained-token');
    expect(await dialog.innerText()).toMatch(/Root CA: sha256:[\da-f]{64}/);
    expect(await page.content()).not.toContain(secret);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await workbench().command('Swarm PKI: Explain Join Token');
    await workbench().answer('SWMTKN-1-short');
    await expect.poll(() => dialog.innerText(), patience).toMatch(/invalid join token/);
    await workbench().picture('explained-no-token');
    await dialog.getByRole('button', { name: 'OK' }).click();
  });

  it.each([
    ['Dark Modern', 'vs-dark'],
    ['Default High Contrast', 'hc-black'],
    ['Default High Contrast Light', 'hc-light'],
  ])('can be read in %s', async (theme, kind) => {
    const { page, editor } = workbench();
    await workbench().configure({ 'workbench.colorTheme': theme });
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
    await workbench().open('expired.pem');
    await editor.squiggles('error').first().waitFor();
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/expired \d+ days ago$/);
    await editor.hover('BEGIN CERTIFICATE');
    await workbench().picture(`theme-${kind}`);
    await page.keyboard.press('Escape');
  });
});
