import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';

describe.skipIf(workbenchMissing)('texts in VS Code', () => {
  const workbench = workbenchOfFile({ files: (folder) => writeSampleWorkspace(folder, Date.now()) });

  it('says behind a BEGIN line what the block is, and in a hover all of it', async () => {
    const { editor } = workbench();
    await workbench().open('node/certificates/swarm-node.crt');
    await expect
      .poll(async () => (await editor.lines())[0], patience)
      .toMatch(/^-----BEGIN CERTIFICATE-----manager mana… · (69|70) days left$/);
    const hover = await editor.hover('BEGIN CERTIFICATE');
    expect(await hover.innerText()).toContain('certificate of a swarm manager');
    await workbench().picture('hover');
  });
});
