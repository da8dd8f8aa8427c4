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

/** Builds with mutations. @throws when an original is not there any more, or not once */
export function mutating(...mutations: readonly Mutation[]): Plugin {
  return {
    name: 'mutation',
    setup: (builder) => {
      for (const file of new Set(mutations.map((mutation) => mutation.file))) {
        builder.onLoad({ filter: new RegExp(`packages/core/src/${file}$`) }, async ({ path }) => {
          const source = await readFile(path, 'utf8');
          const contents = mutations.filter((mutation) => mutation.file === file).reduce(mutated, source);
          return { contents, loader: 'ts' };
        });
      }
    },
  };
}

function mutated(source: string, { file, original, mutant }: Mutation): string {
  const count = source.split(original).length - 1;
  if (count !== 1) throw new Error(`${file} contains this ${count} times: ${original}`);
  return source.replace(original, () => mutant);
}
