import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attacks } from '../../packages/core/src/lab/attacks/index.ts';
import { Loot } from '../../packages/core/src/lab/attacks/loot.ts';
import { runAttack } from '../../packages/core/src/lab/attacks/run.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';

/** Carries out attacks on a new lab of this build, and prints what came of them. */
const ids = process.argv.slice(2);

const onError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
const directory = await mkdtemp(join(tmpdir(), 'swarmpki-attacked-'));
try {
  const lab = await Lab.create({ directory: join(directory, 'lab'), storage: 'memory', onError });
  try {
    const results = [];
    for (const attack of attacks.filter(({ id }) => ids.includes(id))) {
      results.push(await runAttack(attack, { lab, loot: new Loot(), onError }));
    }
    process.stdout.write(JSON.stringify(results));
  } finally {
    await lab.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
