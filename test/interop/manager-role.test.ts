import { describe, expect, it } from 'vitest';
import { NodeProblem } from '../../packages/core/src/node/problem.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { startCrew } from '../tools/swarm.ts';

/** Runs the command that an error names, as whoever reads it would. */
async function runNamedCommand(engine: Engine, error: unknown): Promise<string> {
  const [, command = ''] =
    /`docker (node rm [^`]+)`/.exec(error instanceof NodeProblem ? (error.next ?? '') : '') ?? [];
  return engine.output(...command.split(' '));
}

async function rotate(engine: Engine): Promise<void> {
  const before = await engine.output('swarm', 'ca');
  await engine.output('swarm', 'ca', '--rotate', '--quiet');
  expect(await engine.output('swarm', 'ca')).not.toBe(before);
}

describe.skipIf(dockerMissing)('a node of ours that a real swarm wants as a manager', () => {
  it('refuses when it joins, and names the command that removes what it left behind', async () => {
    await using engine = await Engine.start('manager');
    const address = await engine.init();
    const refused: unknown = await startCrew(address, await engine.joinToken('manager'), 1).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({
      code: 'manager-role',
      message: expect.stringContaining('swarmpki runs no raft'),
    });
    const listed = async (): Promise<number> => (await engine.output('node', 'ls', '-q')).split('\n').length;
    expect(await listed()).toBe(2);
    await runNamedCommand(engine, refused);
    expect(await listed()).toBe(1);
    await rotate(engine);
  });

  it('goes on as a worker when it is promoted, says so, renews with every rotation, and can be removed', async () => {
    await using engine = await Engine.start('manager');
    const address = await engine.init();
    await using crew = await startCrew(address, await engine.joinToken('worker'), 2);
    const [promoted] = crew.nodes;
    const id = promoted?.id ?? '';
    await eventually('it is there', async () => {
      const nodes = await engine.output('node', 'ls', '--format', '{{.ID}} {{.Status}}');
      return nodes.split('\n').some((line) => line.startsWith(id) && line.endsWith('Ready')) || undefined;
    });
    await engine.output('node', 'promote', id);
    const event = await eventually('it says that it cannot', () =>
      crew.events.find(({ kind }) => kind === 'role-refused'),
    );
    const refused = 'error' in event ? event.error : undefined;
    expect(refused).toMatchObject({ code: 'manager-role' });

    await rotate(engine);
    expect(crew.events.filter(({ kind }) => kind === 'renewal-failed')).toEqual([]);
    await runNamedCommand(engine, refused);
    const nodes = await engine.output('node', 'ls', '-q');
    expect(nodes).not.toContain(id);
    await rotate(engine);
  });
});
