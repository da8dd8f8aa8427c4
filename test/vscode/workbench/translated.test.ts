import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pseudo } from '../../../scripts/texts.ts';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

const manifest = JSON.parse(
  readFileSync(new URL('../../../packages/vscode/package.nls.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;
const inPseudo = (key: string): string => pseudo(manifest[key] ?? '');

/** What of a text stands in no `⟦…⟧`, one within the other or not: whatever was not translated. */
function untranslated(text: string): string {
  let rest = plain(text);
  for (let before = ''; before !== rest;) [before, rest] = [rest, rest.replaceAll(/⟦[^⟦⟧]*⟧/g, '')];
  return rest.trim();
}

/*
 * In English in any language: findings, what a block is and what it holds (the words of the core, which a terminal has as well),
 * names of roles, and of what stands in certificates; the name of the extension in front of its commands.
 */
describe.skipIf(workbenchMissing)('the texts of the extension, in a language of nobody', () => {
  const workbench = workbenchOfFile({ pseudo: true, files: (folder) => writeSampleWorkspace(folder, Date.now()) });
  const shown = async (): Promise<string> => (await workbench().editor.lines()).join('\n');

  it('tells what is not translated', () => {
    expect(untranslated('⟦ås îñ ⟦å⟧ låñgüågé⟧, not')).toBe(', not');
    expect(untranslated('⟦å⟧')).toBe('');
  });

  it('are translated in hints, lenses, hovers and the outline', async () => {
    const { editor } = workbench();
    await workbench().open('key-of-another.pem');
    await editor.squiggles('error').first().waitFor();
    await expect.poll(shown, patience).toContain('· ⟦69 days léft⟧');
    const hints = (await editor.lines()).flatMap((line) => /^-----BEGIN [A-Z ]+-----(.+)$/.exec(line)?.[1] ?? []);
    expect(hints.map(untranslated)).toEqual(['manager mana… ·', '']);
    await expect.poll(() => editor.lenses.count(), patience).toBe(5);
    expect((await editor.lenses.allInnerTexts()).map(untranslated)).toEqual(['', '', '', '', '']);
    const hover = await editor.hover('BEGIN CERTIFICATE');
    await expect
      .poll(async () => plain(await hover.innerText()), patience)
      .toMatch(/⟦îssüér⟧ +⟦swårm røøt [\da-f]{8}⟧/);
    await workbench().picture('translated-hover');
    const outline = await workbench().outline();
    await expect
      .poll(async () => (await outline.allInnerTexts()).map(untranslated), patience)
      .toEqual([expect.stringMatching(/^manager mana…\d*$/), expect.stringMatching(/^\d*$/)]);
  });

  it('are translated in a token’s hover, in actions, in what is asked, and in notices', async () => {
    const { editor, page } = workbench();
    await workbench().closeEditors();
    await workbench().open('compose.yaml');
    const [, digest = ''] = /SWMTKN-1-(\w+)-/.exec(await shown()) ?? [];
    const hover = await editor.hover(digest);
    await expect
      .poll(() => hover.innerText(), patience)
      .toContain(pseudo('The SHA-256 of the swarm’s root: a node compares it with the root that it is served.'));
    const actions = await editor.actions(digest);
    await expect.poll(async () => (await actions.allInnerTexts()).map(untranslated), patience).toEqual(['', '']);
    await workbench().picture('translated-actions');
    await actions.filter({ hasText: pseudo('Compare with…') }).click();
    const box = page.locator('.quick-input-widget:visible');
    await box.locator('.monaco-list-row').first().waitFor();
    expect(await box.locator('.quick-input-title').innerText()).toBe(pseudo('Compare with'));
    expect(untranslated((await box.locator('input').first().getAttribute('placeholder')) ?? '')).toBe('');
    await page.keyboard.press('Escape');
    await workbench().open('node/certificates/swarm-node.crt');
    await editor.lenses.filter({ hasText: pseudo('Copy fingerprint') }).click();
    await workbench().status(pseudo('Fingerprint copied')).waitFor();
    await workbench().command(`Swarm PKI: ${inPseudo('command.explainJoinToken')}`);
    await box.getByText(pseudo('Explain Join Token')).waitFor();
    expect(untranslated(await box.locator('.quick-input-message').innerText())).not.toContain('join token');
    await workbench().answer('SWMTKN-1-3u87bywrn3xo86tiqf4sgnd5scm4eyqk3lzgtglfjd3kjh7gb8-0tey60uet1m4m2gnodr22ujex');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const said = await dialog.locator('.dialog-message-text, .dialog-message-detail').allInnerTexts();
    expect(said.length).toBeGreaterThan(1);
    expect(said.map(untranslated).join('').trim()).toBe('');
    await workbench().picture('translated-dialog');
    await dialog.getByRole('button', { name: 'OK' }).click();
  });

  it('are translated in the texts that lenses open, around what the core says', async () => {
    const { editor } = workbench();
    for (const [lens, end] of [
      ['Show chain', pseudo('It ends with a root.')],
      ['Verify', pseudo('Trusted were the self-signed certificates of this workspace: {0}.').replace('{0}', '2')],
    ] as const) {
      await workbench().closeEditors();
      await workbench().open('node/certificates/swarm-node.crt');
      await editor.lenses.filter({ hasText: pseudo(lens) }).click();
      await expect.poll(shown, patience).toContain(end);
    }
    await workbench().picture('translated-verdict');
  });

  it('are translated in the palette, in each command', async () => {
    const titles = Object.keys(manifest).filter((key) => key.startsWith('command.'));
    const known = new Set(titles.map((key) => `Swarm PKI: ${inPseudo(key)}`));
    const offered = (await workbench().offered('Swarm PKI: ')).filter((each) => each.startsWith('Swarm PKI: '));
    // Of a long list what is shown.
    expect(offered.length).toBeGreaterThan(5);
    expect(offered.filter((each) => !known.has(each))).toEqual([]);
  });

  it('are translated in settings, the status bar, and the walkthrough', async () => {
    const { page } = workbench();
    await workbench()
      .status(/⟦1 éxpîréd⟧/)
      .waitFor();
    await workbench().command('Preferences: Open Settings (UI)');
    await page
      .locator('.settings-editor .monaco-editor textarea, .settings-editor .native-edit-context')
      .first()
      .focus();
    await page.keyboard.type('@ext:swarmpki.swarmpki-vscode');
    const descriptions = page.locator('.setting-item-description');
    const rest = async (): Promise<string> => {
      const texts = await descriptions.allInnerTexts();
      return texts.length > 2 ? texts.map(untranslated).join('') : 'they are not shown yet';
    };
    await expect.poll(rest, patience).toBe('');
    await workbench().picture('translated-settings');
    await workbench().command('Welcome: Open Walkthrough...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: inPseudo('walkthrough.title') }).click();
    const steps = page.locator('.getting-started-step');
    await steps.first().waitFor();
    for (const text of await steps.locator('.step-title').allInnerTexts()) expect(untranslated(text)).toBe('');
    await workbench().picture('translated-walkthrough');
  });
});
