import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageExtension } from '../../../scripts/package-extension.ts';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

describe.skipIf(workbenchMissing)('the extension as it is published', async () => {
  const vsix = join(tmpdir(), `swarmpki-${process.pid}.vsix`);
  if (workbenchMissing === undefined) await packageExtension(vsix);
  afterAll(() => rm(vsix, { force: true }));
  const workbench = workbenchOfFile({ vsix, files: (folder) => writeSampleWorkspace(folder, Date.now()) });

  it('is installed, starts with the first text, decodes it, and says what is wrong with it', async () => {
    const { editor, page } = workbench();
    await workbench().open('expired.pem');
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/worker work… · expired \d+ days ago$/);
    await editor.squiggles('error').first().waitFor();
    const hover = await editor.hover('BEGIN CERTIFICATE');
    await expect.poll(async () => plain(await hover.innerText()), patience).toContain('certificate of a swarm worker');
    // It is no window in which an extension is developed.
    expect(await page.title()).not.toContain('Extension Development Host');
    const { programs, strayed } = await workbench().server.dialled();
    expect(programs.join('\n')).toMatch(/extensions\/swarmpki\.swarmpki-vscode-[\d.]+[^\n]*\/dist\/server\.cjs/);
    expect(strayed).toEqual([]);
    const problems = await workbench().problems();
    await problems.getByText('expired', { exact: true }).click({ modifiers: ['ControlOrMeta'] });
    await workbench().tab('expired.md').waitFor();
    await workbench().picture('packaged');
  });
});
