import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { attacks } from '../../packages/core/src/lab/attacks/index.ts';
import type { AttackResult } from '../../packages/core/src/lab/attacks/run.ts';
import { products } from '../../scripts/build.ts';
import { mutating } from '../tools/mutation.ts';
import type { Mutation } from '../tools/mutation.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import { layers } from './layers.ts';

/** Builds the program without some of its checks, and lets it be attacked. */
async function attacked(ids: readonly string[], without: readonly Mutation[]): Promise<readonly AttackResult[]> {
  await using directory = await temporaryDirectory();
  await build({
    ...products.tui,
    entryPoints: [{ in: 'test/attacks/main.ts', out: 'main' }],
    outdir: directory.path,
    plugins: [mutating(...without)],
  });
  const { stdout, stderr } = await run(process.execPath, [join(directory.path, 'main.js'), ...ids]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as readonly AttackResult[];
}

const outcomeOf = async (id: string, without: readonly Mutation[]): Promise<string> => {
  const [result = expect.fail(`there is no attack ${id}`)] = await attacked([id], without);
  const { outcome, passed, client, server } = result;
  return outcome === 'succeeded' ? outcome : `refused after ${passed} steps: ${client} ${server}`;
};

it('every attack that is refused has a check that can be switched off', () => {
  const refused = attacks.map(({ id }) => id).filter((id) => id !== 'stolen-root-key');
  expect(Object.keys(layers).toSorted()).toEqual(refused.toSorted());
});

it.each(attacks.filter(({ defence }) => defence.code !== ''))(
  'what is switched off for $id is what it names as its defence',
  ({ id, defence }) => {
    const [file] = defence.code.split(' ');
    expect(layers[id]?.map((layer) => layer.file)).toContain(file);
  },
);

it('the same build with all of its checks refuses every one of them', { timeout: 120_000 }, async () => {
  const ids = Object.keys(layers);
  const results = await attacked(ids, []);
  expect(results.map(({ outcome }) => outcome)).toEqual(ids.map(() => 'refused'));
});

describe('an attack succeeds when the check is off that refuses it', { timeout: 120_000 }, () => {
  it.each(Object.entries(layers))('%s', async (id, off) => {
    expect(await outcomeOf(id, off)).toBe('succeeded');
  });
});

describe('of several defences each one is enough', { timeout: 120_000 }, () => {
  const layered = Object.entries(layers).filter(([, { length }]) => length > 1);
  const single = layered.flatMap(([id, off]) => off.map((on) => ({ id, on, off: off.filter((one) => one !== on) })));
  it.each(single.map((one) => ({ ...one, what: one.off.map(({ what }) => what).join(', ') })))(
    '$id is refused although $what',
    async ({ id, off }) => {
      expect(await outcomeOf(id, off)).toMatch(/^refused/);
    },
  );
});
