import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Something that is switched off, or done wrongly, in a build for a test that has to notice. */
export interface Mutation {
  readonly what: string;
  /** Below packages/core/src. */
  readonly file: string;
  /** Stands there once. */
  readonly original: string;
  readonly mutant: string;
}

/** Builds with a mutation. @throws when the original is not there any more, or not once */
export function mutating({ file, original, mutant }: Mutation): Plugin {
  return {
    name: 'mutation',
    setup: (builder) => {
      builder.onLoad({ filter: new RegExp(`packages/core/src/${file}$`) }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const count = source.split(original).length - 1;
        if (count !== 1) throw new Error(`${file} contains this ${count} times: ${original}`);
        return { contents: source.replace(original, () => mutant), loader: 'ts' };
      });
    },
  };
}
