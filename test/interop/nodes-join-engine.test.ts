import { describe, expect, it } from 'vitest';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { startCrew } from '../tools/swarm.ts';

const size = 50;

describe.skipIf(dockerMissing)('nodes of ours in a real swarm', () => {
  it(`${size} of them join, are Ready in docker node ls, and follow docker swarm ca --rotate to its end`, async () => {
    await using engine = await Engine.start();
    const manager = await engine.init();
    const token = await engine.output('swarm', 'join-token', '-q', 'worker');
    await using crew = await startCrew(manager, token, size);
    const ids = crew.nodes.map(({ id }) => id).toSorted();
    const ready = (): Promise<true> =>
      eventually('all are Ready', async () => {
        const lines = await engine.output('node', 'ls', '--format', '{{.Status}} {{.TLSStatus}}');
        return lines.split('\n').filter((line) => line === 'Ready Ready').length === size + 1 || undefined;
      });
    await ready();

    const rootBefore = await engine.output('swarm', 'ca');
    await engine.output('swarm', 'ca', '--rotate', '--quiet');
    const root = await engine.output('swarm', 'ca');
    expect(root).not.toBe(rootBefore);
    await eventually(
      'all trust the new root',
      () => crew.nodes.every(({ credentials }) => credentials.trust.pem.trim() === root) || undefined,
    );
    await ready();
    expect(crew.nodes.map(({ id }) => id).toSorted()).toEqual(ids);
    expect(crew.nodes.every(({ credentials }) => credentials.identity.certificates.length === 2)).toBe(true);
    const faults = crew.events.filter((event) => 'error' in event);
    expect(faults).toEqual([]);
  });
});
