import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { Terminal } from '../tools/terminal.ts';

const start = fileURLToPath(new URL('../../scripts/start.js', import.meta.url));

it('`npm start` opens the screens on a terminal', async () => {
  await using user = await LabUser.arrive(start);
  await using terminal = new Terminal(process.execPath, [start], { cwd: user.directory, env: user.variables });
  await terminal.shows('Create a swarm', 60_000);
  terminal.press('q');
  expect(await terminal.ended()).toBe(0);
});

it('and is the tour on a pipe', async () => {
  await using user = await LabUser.arrive(start);
  const { code, stdout } = await user.run();
  expect(code).toBe(0);
  expect(stdout).toMatch(/rotat/i);
});
