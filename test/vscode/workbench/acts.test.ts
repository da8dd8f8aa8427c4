import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { stopLab } from '../../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../../packages/core/src/engine/client/http-engine-client.ts';
import { findHost } from '../../../packages/core/src/lab/host/where.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';

describe.skipIf(workbenchMissing)('acting in VS Code', () => {
  const workbench = workbenchOfFile({
    env: { SCAFFOLD_NODE: process.execPath, SCAFFOLD_MAIN: '/work/wt/acts/packages/tui/dist/main.js' },
  });
  // The lab outlives its window: this very one is told to end, by its own socket.
  afterAll(async () => {
    const { folder, directory } = workbench();
    const environment = { HOME: join(directory, 'home'), XDG_RUNTIME_DIR: join(directory, 'run') };
    const socket = await findHost(join(folder, '.swarmpki'), environment).catch((error: unknown) => String(error));
    await writeFile('/tmp/acts-stop.txt', socket);
    if (!socket.startsWith('/')) return;
    await using client = new HttpEngineClient({ address: { kind: 'unix', path: socket } });
    await stopLab(client);
  });
  const choose = async (label: string): Promise<void> => {
    await workbench().page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  };
  const said = (text: string | RegExp): Locator => workbench().notifications.filter({ hasText: text }).first();

  it('creates a lab from the palette', async () => {
    const { page } = workbench();
    await workbench().command('Swarm PKI: Create a Lab…');
    await page.locator('.quick-input-title', { hasText: 'where?' }).waitFor();
    await choose('.swarmpki');
    await page.locator('.quick-input-title', { hasText: 'with what in it?' }).waitFor();
    await choose('A manager alone');
    await page.waitForTimeout(4_000);
    await workbench().command('Notifications: Show Notifications');
    await page.waitForTimeout(1_000);
    await workbench().picture('acts-now');
    await writeFile('/tmp/acts-logs.txt', [...(await workbench().logs({ all: true }))].filter(([n]) => /exthost|Swarm|swarmpki/.test(n)).flat().join('\n'));
    await said(/the lab runs/).waitFor({ timeout: 5_000 });
  }, 120_000);
});
