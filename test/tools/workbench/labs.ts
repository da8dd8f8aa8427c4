import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stopLab } from '../../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../../packages/core/src/engine/client/http-engine-client.ts';
import { ifThere } from '../../../packages/core/src/files/missing.ts';
import { isAnswering } from '../../../packages/core/src/lab/host/answering.ts';
import { findHost, socketOf } from '../../../packages/core/src/lab/host/where.ts';

/** Reaches a lab that was started within a workbench. @param run its runtime directory @throws where it does not run */
export async function labIn(stateDirectory: string, run: string): Promise<HttpEngineClient> {
  return reach(await findHost(stateDirectory, { XDG_RUNTIME_DIR: run }));
}

/** Labs outlive the window in which they were begun: tells all of a workbench to end, each by its own socket. */
export async function endLabs(run: string): Promise<void> {
  const folder = join(await socketOf('/', { XDG_RUNTIME_DIR: run }), '..');
  for (const name of await ifThere(readdir(folder), [])) {
    const socket = join(folder, name);
    if (!name.endsWith('.sock') || !(await isAnswering(socket))) continue;
    await using lab = reach(socket);
    await stopLab(lab);
  }
}

function reach(path: string): HttpEngineClient {
  return new HttpEngineClient({ address: { kind: 'unix', path } });
}
