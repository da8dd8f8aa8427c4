import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { buildExtension, products } from '../../scripts/build.ts';
import { temporaryDirectory } from './swarm.ts';

export interface BuiltProgram extends AsyncDisposable {
  /** What is run. */
  readonly path: string;
}

/** The terminal program as it is shipped, built of the sources as they are now, in a directory of its own. */
export async function builtProgram(): Promise<BuiltProgram> {
  const directory = await temporaryDirectory();
  await build({ ...products.tui, outdir: directory.path, sourcemap: false });
  await writeFile(join(directory.path, 'package.json'), '{"type":"module"}');
  return { path: join(directory.path, 'main.js'), [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

/** The language server as it is shipped, likewise, with the pages that it links to. */
export async function builtServer(): Promise<BuiltProgram> {
  const directory = await temporaryDirectory();
  await buildExtension(directory.path, { sourcemap: false });
  return { path: join(directory.path, 'server.cjs'), [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

/** The terminal program for all tests of a file: built before the first of them, and removed behind the last. */
export function programOfFile(): Pick<BuiltProgram, 'path'> {
  let program: BuiltProgram | undefined;
  beforeAll(async () => {
    program = await builtProgram();
  });
  afterAll(() => program?.[Symbol.asyncDispose]());
  return {
    get path() {
      if (program === undefined) throw new Error('the program is built when the first test begins');
      return program.path;
    },
  };
}
