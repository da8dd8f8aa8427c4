import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { eventually } from '../../tools/eventually.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

describe.skipIf(workbenchMissing)('texts in VS Code', () => {
  const workbench = workbenchOfFile({ files: (folder) => writeSampleWorkspace(folder, Date.now()) });
  const lines = async (): Promise<string> => (await workbench().editor.lines()).join('\n');

  it('says behind a BEGIN line what the block is, and in a hover all of it', async () => {
    const { editor } = workbench();
    await workbench().open('node/certificates/swarm-node.crt');
    await expect
      .poll(async () => (await editor.lines())[0], patience)
      .toMatch(/^-----BEGIN CERTIFICATE-----manager mana… · (69|70) days left$/);
    const hover = await editor.hover('BEGIN CERTIFICATE');
    const text = async (): Promise<string> => plain(await hover.innerText());
    await expect.poll(text, patience).toMatch(/^certificate of a swarm manager\n[^]*issuer +CN=swarm-ca/);
    await workbench().picture('texts-hover');
  });

  it('underlines what is wrong at its BEGIN line, and lists it among the problems with a page to read of it', async () => {
    const { editor, page } = workbench();
    await workbench().open('expired.pem');
    await editor.squiggles('error').first().waitFor();
    const problems = await workbench().problems();
    await expect
      .poll(async () => (await problems.allInnerTexts()).join('\n'), patience)
      .toMatch(/expired on .*, 10 days ago\. .*\nswarmpki\nexpired\n\[Ln 1, Col 1\]/);
    await workbench().picture('texts-problems');
    await problems.getByText('expired', { exact: true }).click({ modifiers: ['ControlOrMeta'] });
    await workbench().tab('expired.md').waitFor();
    await expect.poll(lines, patience).toMatch(/^# /);
    await page.keyboard.press('Control+J');
  });

  it('has lenses that verify, show the chain, decode, and copy a fingerprint', async () => {
    const { editor, page } = workbench();
    const press = async (name: string, lens: string): Promise<void> => {
      await workbench().closeEditors();
      await workbench().open(name);
      await editor.lenses.filter({ hasText: lens }).first().click();
    };
    await press('node/certificates/swarm-node.crt', 'Verify');
    await workbench().tab('verdict.txt').waitFor();
    await expect.poll(lines, patience).toMatch(/^accepted: manager1/);
    await workbench().picture('texts-verdict');
    await press('node/certificates/swarm-node.crt', 'Show chain');
    await workbench().tab('chain.txt').waitFor();
    await expect.poll(lines, patience).toMatch(/^manager mana… · .*\n {2}swarm root [\da-f]{8} · 19 years left/);
    await workbench().picture('texts-chain');
    await press('node/certificates/swarm-node.crt', 'Decode');
    await workbench().tab('decoded.txt').waitFor();
    await expect.poll(lines, patience).toContain('Signature Algorithm: ecdsa-with-SHA256');
    await workbench().picture('texts-decoded');
    await press('node/certificates/swarm-node.crt', 'Copy fingerprint');
    await workbench().status('Fingerprint copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(/^[\da-f]{64}$/);
    const hover = await editor.hover('BEGIN CERTIFICATE');
    const text = async (): Promise<string> => plain(await hover.innerText());
    await expect.poll(text, patience).toMatch(new RegExp(`sha256 +${copied}`));
    await workbench().closeEditors();
  });

  it('has an outline and breadcrumbs by what stands in it, and folds block by block', async () => {
    const { editor, page } = workbench();
    await workbench().open('chain-out-of-order.pem');
    const outline = await workbench().outline();
    const shown = async (): Promise<string> => plain((await outline.allInnerTexts()).join('|'));
    await expect
      .poll(shown, patience)
      .toMatch(
        /^intermediate\s?\d+ days left[^|]*\|swarm root [\da-f]{8}\s?19 years left[^|]*\|worker regi…\s?\d+ days left/,
      );
    await workbench().picture('texts-outline');
    await outline.filter({ hasText: 'worker regi…' }).dblclick();
    await page.locator('.monaco-breadcrumb-item', { hasText: 'worker regi…' }).waitFor();
    await workbench().command('Fold All');
    await expect
      .poll(async () => (await editor.lines()).filter((line) => line.startsWith('-----BEGIN')), patience)
      .toHaveLength(3);
    expect((await editor.lines()).filter((line) => line !== '')).toHaveLength(3);
    await workbench().picture('texts-folded');
    await workbench().command('Unfold All');
  });

  it('leads to who issued a certificate, and finds certificates of the workspace by name', async () => {
    const { editor, page } = workbench();
    await workbench().open('overdue.pem');
    const peek = page.locator('.peekview-widget');
    // It lies in two files. Asked before the text has come to the server, VS Code finds nothing, and asks no more.
    await eventually('the issuer is shown', async () => {
      await editor.click('BEGIN CERTIFICATE');
      await page.keyboard.press('F12');
      await peek.locator('.head', { hasText: 'swarm-root-ca.crt' }).waitFor({ timeout: 3_000 });
      return true;
    });
    const places = peek.locator('.ref-tree .monaco-list-row');
    await expect
      .poll(async () => (await places.allInnerTexts()).join('|'), patience)
      .toMatch(/^chain-out-of-order\.pem[^]*\|swarm-root-ca\.crt/);
    await workbench().picture('texts-issuer');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+T');
    await page.locator('.quick-input-widget:visible input').first().fill('#worker');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await expect.poll(async () => (await rows.allInnerTexts()).join('\n'), patience).toMatch(/worker work…/);
    await workbench().picture('texts-symbols');
    await page.keyboard.press('Escape');
  });

  it('explains the parts of a token in a compose file, and never shows its secret in a hover', async () => {
    const { editor } = workbench();
    await workbench().closeEditors();
    await workbench().open('compose.yaml');
    const text = await lines();
    const [token = '', digest = '', secret = ''] = /SWMTKN-1-(\w+)-(\w+)/.exec(text) ?? [];
    expect(token).toHaveLength(85);
    const ofDigest = await editor.hover(digest);
    await expect.poll(() => ofDigest.innerText(), patience).toContain('The SHA-256 of the swarm’s root');
    await workbench().picture('texts-token');
    const ofSecret = await editor.hover(secret);
    await expect.poll(() => ofSecret.innerText(), patience).toContain('whoever has it can join the swarm');
    expect(await ofSecret.innerText()).not.toContain(secret);
  });

  it('is of processes that turn to nobody outside this machine', async () => {
    const { programs, strayed } = await workbench().server.dialled();
    expect(programs).toEqual(
      expect.arrayContaining([
        expect.stringContaining('server-main.js'),
        expect.stringContaining('--type=extensionHost'),
        expect.stringContaining('dist/server.cjs'),
      ]),
    );
    expect(strayed).toEqual([]);
  });
});
