import { writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import type { HostResult } from '../../tools/workbench/extension-host.ts';

/** How long a test may take, ms: some wait for a process to start, on a machine that is busy. */
const timeout = 30_000;

/**
 * Called by VS Code in its extension host: runs what is built into `suites` beside, and writes how each test went to where
 * SWARMPKI_HOST_RESULTS says.
 *
 * @throws Error when a test has failed
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout, reporter: 'min' });
  const suites = join(__dirname, 'suites');
  for (const name of readdirSync(suites).toSorted()) if (name.endsWith('.cjs')) mocha.addFile(join(suites, name));
  const results: HostResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.push({ name: test.fullTitle(), error: undefined }))
      .on('fail', (test, error: Error) =>
        results.push({ name: test.fullTitle(), error: error.stack ?? error.message }),
      );
  });
  await writeFile(process.env['SWARMPKI_HOST_RESULTS'] ?? '', JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} failed`);
}
