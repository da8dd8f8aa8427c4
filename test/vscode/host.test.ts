import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../tools/sample-workspace.ts';
import { runInExtensionHost } from '../tools/workbench/extension-host.ts';
import { installedWorkbench, whyNoWorkbench } from '../tools/workbench/installed.ts';

async function files(folder: string): Promise<void> {
  await writeSampleWorkspace(folder, Date.now());
  await writeFile(join(folder, 'notes.txt'), 'Nothing to see.\n');
}

describe.each(['current', 'oldest'] as const)('in the extension host of VS Code, the %s', async (version) => {
  if (whyNoWorkbench(version) !== undefined) {
    it.skip('all suites of test/vscode/host', () => undefined);
    return;
  }
  // They have to be run to be known by name.
  const results = await runInExtensionHost({ version, files });

  it(`they have run, in ${installedWorkbench(version).version}`, () => {
    expect(results.length).toBeGreaterThan(0);
  });

  for (const { name, error } of results) {
    it(name, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
});
