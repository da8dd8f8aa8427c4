import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

/** What reads, and shows what it has read; of the view, whose welcome says so, VS Code offers the way to it. */
const reading = [
  'Compare Certificates',
  'Explain Join Token',
  'Focus on Swarms View',
  'Open a Sample',
  'Open in Certificate Viewer',
  'Restart Language Server',
  'Show What Is Wrong in This Workspace',
  'Verify Chain',
];

describe.skipIf(workbenchMissing)('in Restricted Mode', () => {
  const workbench = workbenchOfFile({
    trusted: false,
    files: async (folder) => {
      await writeSampleWorkspace(folder, Date.now());
      await chmod(join(folder, 'key-of-another.pem'), 0o644);
    },
  });
  const titles = async (): Promise<readonly string[]> => {
    const offered = await workbench().offered('Swarm PKI: ');
    return offered.filter((each) => each.startsWith('Swarm PKI: ')).map((each) => each.slice('Swarm PKI: '.length));
  };

  it('decodes: hints, hovers, what is wrong, lenses that read', async () => {
    const { editor } = workbench();
    await workbench().status('Restricted Mode').waitFor();
    await workbench().open('expired.pem');
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/worker work… · expired/);
    await editor.squiggles('error').first().waitFor();
    const hover = await editor.hover('BEGIN CERTIFICATE');
    await expect.poll(async () => plain(await hover.innerText()), patience).toContain('certificate of a swarm worker');
    await expect
      .poll(() => editor.lenses.allInnerTexts(), patience)
      .toEqual(['Verify', 'Show chain', 'Decode', 'Copy fingerprint']);
    await workbench().picture('restricted');
  });

  it('offers nothing that acts: not in the palette, not as an action', async () => {
    const { editor, page } = workbench();
    await expect.poll(async () => (await titles()).toSorted(), patience).toEqual(reading);
    await workbench().open('key-of-another.pem');
    await editor.squiggles('error').first().waitFor();
    const rows = await editor.actions('BEGIN PRIVATE KEY');
    await expect.poll(() => rows.allInnerTexts(), patience).toEqual(['Compare with…']);
    await page.keyboard.press('Escape');
  });

  it('offers all of it once the workspace is trusted, without a reload', async () => {
    const { editor, page } = workbench();
    await workbench().command('Workspaces: Manage Workspace Trust');
    await workbench().picture('restricted-trust');
    await page.locator('.workspace-trust-editor').getByText('Trust', { exact: true }).first().click();
    await workbench().status('Restricted Mode').waitFor({ state: 'detached' });
    await workbench().open('key-of-another.pem');
    const rows = await editor.actions('BEGIN PRIVATE KEY');
    await expect.poll(() => rows.allInnerTexts(), patience).toContain('Let only the owner open this file');
    await page.keyboard.press('Escape');
    // Of a long list no more than what is scrolled to is there.
    await expect.poll(titles, patience).toEqual(expect.arrayContaining(['Add Simulated Nodes', 'Create a Lab…']));
  });
});
