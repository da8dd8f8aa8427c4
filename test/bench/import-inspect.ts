import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { products } from '../../scripts/build.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import { compare, us, wallTime } from './measure.ts';
import type { Benchmark } from './measure.ts';

/** What an editor's language server waits for before it can say anything. Bundled as what is shipped is. */
export const importInspect: Benchmark = {
  name: 'inspect/import',
  run: async () => {
    await using directory = await temporaryDirectory();
    const [empty, importing] = [join(directory.path, 'empty.js'), join(directory.path, 'inspect.js')];
    const entryPoints = [{ in: 'packages/core/src/inspect/index.ts', out: 'inspect' }];
    await build({ ...products.tui, entryPoints, outdir: directory.path, sourcemap: false });
    await writeFile(empty, '');
    await writeFile(join(directory.path, 'package.json'), '{"type":"module"}');
    const started = await compare(
      { empty: () => succeed(empty), inspect: () => succeed(importing) },
      { rounds: 15, times: { empty: 1, inspect: 1 }, by: wallTime },
    );
    return {
      name: importInspect.name,
      ratio: started.inspect / started.empty,
      goal: 1.3,
      detail: `importing core/inspect: ${us(started.inspect)}; an empty script: ${us(started.empty)}`,
    };
  },
};

async function succeed(script: string): Promise<void> {
  const { code, stderr } = await run(process.execPath, [script]);
  if (code !== 0) throw new Error(`it ended with ${code}: ${stderr}`);
}
