import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attacks } from '../../packages/core/src/lab/attacks/index.ts';
import { Loot } from '../../packages/core/src/lab/attacks/loot.ts';
import { runAttack } from '../../packages/core/src/lab/attacks/run.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';

/** Carries out one attack on a new lab of this build, and prints what came of it. */
const [, , id] = process.argv;
const attack = attacks.find((one) => one.id === id);
if (attack === undefined) throw new Error(`there is no attack ${id}`);

const onError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
const directory = await mkdtemp(join(tmpdir(), 'swarmpki-attacked-'));
try {
  const lab = await Lab.create({ directory: join(directory, 'lab'), storage: 'memory', onError });
  try {
    process.stdout.write(JSON.stringify(await runAttack(attack, { lab, loot: new Loot(), onError })));
  } finally {
    await lab.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
