import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';

describe.skipIf(workbenchMissing)('acting in VS Code', () => {
  const workbench = workbenchOfFile({ settings: { 'remote.autoForwardPorts': false } });

  it('creates a lab from the palette, and lets nodes join', async () => {
    await workbench().command('Swarm PKI: Create a Lab…');
    await workbench().choose(/where\?/, '.swarmpki');
    await workbench().choose(/with what in it\?/, 'A manager alone');
    await workbench().said(/the lab runs/);
    await workbench().clearNotifications();
    await workbench().command('Swarm PKI: Add Simulated Nodes');
    await workbench().page.locator('.quick-input-widget:visible').getByText('How many').waitFor();
    await workbench().answer('five');
    await workbench().page.locator('.quick-input-message', { hasText: 'strconv.ParseUint' }).waitFor();
    await workbench().picture('acts-validated');
    await workbench().answer('5');
    await workbench().choose(/With which join token/, 'worker');
    await workbench().said('5 workers have joined.');
    await workbench().picture('acts-added');
    await workbench().clearNotifications();
  }, 180_000);

  it('rotates the root: progress reaches its end, and copies in open editors turn to rotated away', async () => {
    await using lab = await workbench().lab();
    const { JoinTokens: tokens, TLSInfo: tls } = await lab.inspectSwarm();
    const { folder, page, editor } = workbench();
    await mkdir(join(folder, 'copies'));
    await writeFile(join(folder, 'copies/swarm-root-ca.crt'), tls.TrustRoot);
    await writeFile(join(folder, 'copies/join.sh'), `docker swarm join --token ${tokens.Worker} 10.0.0.1:2377\n`);
    await workbench().open('copies/swarm-root-ca.crt');
    await expect.poll(() => editor.lenses.allInnerTexts(), patience).toContain('Rotate this root of workspace…');
    await workbench().picture('acts-lens');
    await editor.lenses.filter({ hasText: 'Rotate this root' }).click();
    await page.locator('.quick-input-title', { hasText: 'Rotate the Root CA' }).waitFor();
    await workbench().picture('acts-forms');
    await workbench().choose(/Rotate the Root CA/, 'A new root');
    await workbench().said(/The root is [0-9a-f]{8} now\. Both join tokens are new/);
    await workbench().picture('acts-rotated');
    await workbench().clearNotifications();
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/· rotated away$/);
    // With what is no swarm's any more nothing can be done.
    await expect.poll(() => editor.lenses.allInnerTexts(), patience).not.toContain('Rotate this root of workspace…');
    await workbench().open('copies/join.sh');
    await editor.squiggles('error').first().waitFor();
    await workbench().command('Problems: Focus on Problems View');
    const problems = page.locator('.markers-panel .monaco-list-row');
    await expect
      .poll(async () => (await problems.allInnerTexts()).join('\n'), patience)
      .toMatch(/has rotated away since/);
    await workbench().picture('acts-rotated-away');
    const log = [...(await workbench().logs()).values()].join('\n');
    expect(log).not.toContain(tokens.Worker.slice(-25));
  }, 180_000);

  it('asks before it destroys, by the names of engine, swarm and node', async () => {
    await workbench().command('Swarm PKI: Remove Nodes');
    await workbench().choose(/Remove Nodes/, 'worker-1');
    await workbench().page.keyboard.press('Enter');
    const dialog = workbench().page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await workbench().picture('acts-confirm');
    expect(await dialog.innerText()).toMatch(/Remove Nodes on workspace\?[^]*The lab in [^]*Swarm [^]*Nodes: worker-1/);
    await dialog.getByRole('button', { name: 'Remove Nodes' }).click();
    await workbench().said(/Remove Nodes: /);
    await workbench().clearNotifications();
  }, 60_000);

  it('probes a connection, and diagnoses the engine, into texts to read', async () => {
    await workbench().command('Swarm PKI: Probe a Connection');
    await workbench().choose(/: from$/, 'worker-2');
    await workbench().choose(/: from worker-2 to$/, 'manager-1');
    await workbench().tab('Probe a Connection').waitFor();
    await expect.poll(async () => (await workbench().editor.lines()).join('\n'), patience).toContain('TLSv1.3');
    await workbench().picture('acts-probe');
    await workbench().command('Swarm PKI: Run the Doctor…');
    await workbench().choose(/what is to be looked at/, 'the engine and its swarm');
    await workbench().tab('Doctor').waitFor();
    await workbench().picture('acts-doctor');
  }, 60_000);
});
