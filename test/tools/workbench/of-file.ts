import { afterAll, afterEach, beforeAll } from 'vitest';
import { Workbench } from './workbench.ts';
import type { WorkbenchOptions } from './workbench.ts';

/** Until it is opened, ms: on a busy machine it takes a while. */
const openingMs = 90_000;

/**
 * One workbench for all tests of a file, or of a `describe`: opened before the first and ended behind the last, which fails if
 * a request has left the loopback or a process was left behind. Of a test that fails there is a picture.
 */
export function workbenchOfFile(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workbench = await Workbench.open(options);
  }, openingMs);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.picture(`failed ${task.name}`);
  });
  afterAll(() => workbench?.[Symbol.asyncDispose]());
  return () => {
    if (workbench === undefined) throw new Error('the workbench is opened when the first test begins');
    return workbench;
  };
}
