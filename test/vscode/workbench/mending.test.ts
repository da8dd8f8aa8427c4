import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

describe.skipIf(workbenchMissing)('what can be done about a text, in VS Code', () => {
  const workbench = workbenchOfFile({
    files: async (folder) => {
      await writeSampleWorkspace(folder, Date.now());
      await chmod(join(folder, 'key-of-another.pem'), 0o644);
    },
  });
  const pathOf = (name: string): string => join(workbench().folder, name);
  const read = (name: string): Promise<string> => readFile(pathOf(name), 'utf8');
  const shown = async (): Promise<string> => (await workbench().editor.lines()).join('\n');
  /** Chooses one of the actions at a text. */
  const act = async (at: string, title: string): Promise<void> => {
    const rows = await workbench().editor.actions(at);
    await rows.filter({ hasText: title }).click();
  };
  const saved = async (name: string, text: string): Promise<void> => {
    await workbench().command('File: Save');
    await expect.poll(() => read(name), patience).toBe(text);
  };

  it('puts a chain in order, and leaves the root out of it', async () => {
    const { editor } = workbench();
    const before = (await read('chain-out-of-order.pem')).split(/(?<=-----END CERTIFICATE-----\n)/);
    await workbench().open('chain-out-of-order.pem');
    await editor.squiggles('error').first().waitFor();
    await workbench().picture('mending-before');
    await act('BEGIN CERTIFICATE', 'Put the chain in order');
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/worker regi…/);
    await editor.squiggles('error').first().waitFor({ state: 'detached' });
    const [intermediate, root, leaf] = before;
    await saved('chain-out-of-order.pem', `${leaf}${intermediate}${root}`);
    await editor.reveal(24);
    await act('BEGIN CERTIFICATE-----swarm root', 'Leave the root out');
    await saved('chain-out-of-order.pem', `${leaf}${intermediate}`);
    await workbench().picture('mending-after');
  });

  it('takes the secret out of a token, and nothing else', async () => {
    const { editor } = workbench();
    const before = await read('compose.yaml');
    const [, digest = '', secret = ''] = /SWMTKN-1-(\w+)-(\w+)/.exec(before) ?? [];
    await workbench().open('compose.yaml');
    await editor.squiggles('warning').first().waitFor();
    await act(digest, 'Redact the token');
    await expect.poll(shown, patience).toContain(`SWMTKN-1-${digest}-xxxx`);
    await editor.squiggles('warning').first().waitFor({ state: 'detached' });
    await saved('compose.yaml', before.replace(secret, 'xxxx'));
    await workbench().page.locator('.monaco-breadcrumb-item', { hasText: 'join token, left blank' }).waitFor();
    await workbench().picture('mending-token');
  });

  it('lets only the owner open the file of a key, and is content then', async () => {
    const { editor } = workbench();
    const name = 'key-of-another.pem';
    await workbench().open(name);
    await editor.squiggles('error').first().waitFor();
    await act('BEGIN PRIVATE KEY', 'Let only the owner open this file');
    await editor.squiggles('error').first().waitFor({ state: 'detached' });
    expect((await stat(pathOf(name))).mode & 0o777).toBe(0o600);
  });

  it('compares a certificate with another that is chosen', async () => {
    const { page } = workbench();
    await workbench().open('overdue.pem');
    await act('BEGIN CERTIFICATE', 'Compare with…');
    const choices = page.locator('.quick-input-list .monaco-list-row');
    await choices.first().waitFor();
    const offered = plain((await choices.allInnerTexts()).join('\n'));
    expect(offered).toContain('expired.pem, line 1');
    expect(offered).not.toContain('overdue.pem');
    await workbench().picture('mending-compare');
    await choices.filter({ hasText: 'manager mana…' }).first().click();
    await workbench().tab('comparison.txt').waitFor();
    await expect.poll(shown, patience).toMatch(/^a: worker work… .*\nb: manager mana… /);
    await workbench().picture('mending-compared');
  });
});
