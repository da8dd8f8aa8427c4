import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { products } from '../../scripts/build.ts';
import { mutating } from '../tools/mutation.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import type { Violation } from './invariants.ts';
import { faults } from './faults.ts';
import type { Fault } from './faults.ts';

/** Builds the exploration with a fault in it, and explores. @returns what did not hold */
async function exploring(fault: Fault): Promise<Partial<Violation>> {
  await using directory = await temporaryDirectory();
  await build({
    ...products.tui,
    entryPoints: [{ in: 'test/model/main.ts', out: 'main' }],
    outdir: directory.path,
    plugins: [mutating(fault)],
  });
  const { stdout, stderr } = await run(process.execPath, [join(directory.path, 'main.js'), '--json', fault.scope]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Partial<Violation>;
}

describe('a fault that is planted', () => {
  it.each(faults)('is found: $what', { timeout: 120_000 }, async (fault) => {
    const { invariant, why } = await exploring(fault);
    expect(`${invariant}`, why).toBe(fault.invariant);
  });
});
