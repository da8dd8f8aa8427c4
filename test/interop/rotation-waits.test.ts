import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { worldOf } from '../../packages/tui/src/cli/world.ts';
import { outputTo } from '../../packages/tui/src/cli/output/output.ts';
import { run } from '../../packages/tui/src/cli/run.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';

describe.skipIf(dockerMissing)('a rotation that waits for a real engine', () => {
  it('says within five seconds for whom, and ends when that comes back', async () => {
    await using manager = await Engine.start('wm');
    await using worker = await Engine.start('ww');
    const address = await manager.init();
    expect((await worker.join(address, await manager.joinToken('worker'))).code).toBe(0);
    const workerId = await worker.nodeId();
    await eventually('the worker is ready', async () => {
      const status = await manager.output('node', 'inspect', '--format', '{{.Status.State}}', workerId);
      return status === 'ready' ? true : undefined;
    });
    await worker.pause();

    const notes: string[] = [];
    const told = Promise.withResolvers<number>();
    const note = (text: string): void => {
      notes.push(text);
      if (text.startsWith('waiting:')) told.resolve(performance.now());
    };
    const printed: string[] = [];
    const begun = performance.now();
    const world = worldOf({
      output: outputTo({ write: (text) => printed.push(text) }, { write: note }),
      input: Readable.from([]),
      inputs: { readFile: () => expect.unreachable(), askSecret: () => expect.unreachable() },
      clock: systemClock,
      signal: new AbortController().signal,
      environment: { SWARMPKI_HOST: `unix://${manager.socket}` },
      workingDirectory: '/',
    });
    const ended = run(['ca', '--rotate'], world);
    const toldAt = await Promise.race([told.promise, ended.then(() => expect.unreachable('it did not wait'))]);
    await worker.resume();
    expect(await ended).toBe(0);

    expect(toldAt - begun).toBeLessThan(5_000);
    const waits = notes.filter((text) => text.startsWith('waiting:'));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toContain(`(${workerId}) is ready and has not renewed for 4 s`);
    expect(waits[0]).toContain(`swarmpki node rm --force ${workerId}`);
    expect(printed.at(-1)?.trim()).toBe(await manager.output('swarm', 'ca'));
  });
});
