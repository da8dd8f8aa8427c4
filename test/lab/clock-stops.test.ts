import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../packages/core/src/engine/client/lab-client.ts';
import { clockStop } from '../../packages/core/src/engine/shapes/extension/clock.ts';
import type { ClockStop } from '../../packages/core/src/engine/shapes/extension/clock.ts';
import type { LabNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import { eventually } from '../tools/eventually.ts';
import { Hosted, Reader, add } from '../tools/hosted-lab.ts';

const day = 86_400_000;

function at(What: ClockStop['What'], more: Partial<ClockStop> = {}): ClockStop {
  return { ...clockStop.zero, What, ...more };
}

/** A lab of a manager and workers, whose time stands. */
async function paused(hosted: Hosted, ...names: readonly string[]): Promise<LabClient> {
  const lab = await hosted.found();
  await lab.changeClock({ Paused: true });
  await add(lab, { Names: names });
  await hosted.lab.until('all are ready', ({ isSettled }) => isSettled);
  return lab;
}

async function row(lab: LabClient, name: string): Promise<LabNodeRow> {
  const { Nodes: rows } = await lab.nodes();
  return rows.find(({ Name }) => Name === name) ?? expect.fail(`there is no ${name}`);
}

async function stopsTold(lab: LabClient): Promise<readonly object[]> {
  const { Entries: entries } = await lab.journal();
  return entries
    .filter(({ Event }) => Event === 'clock-stopped')
    .map(({ At, Name, Detail }) => ({ At, Name, ...Detail }));
}

describe('lab time stops by itself', () => {
  it('at the next renewal within a jump, at its very moment, and says why', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'a', 'b');
    const next = (await lab.clock()).Next ?? expect.fail('nothing is due');
    const state = await lab.changeClock({ JumpBy: 365 * day, Until: at('renewal') });
    expect(state).toMatchObject({ Now: next.At, Paused: true, JumpingTo: undefined, Until: undefined });
    expect(state.Stopped).toMatchObject({ What: 'renewal', ID: next.ID, Name: next.Name });
    expect(await stopsTold(lab)).toEqual([{ At: next.At, Name: next.Name, until: 'renewal' }]);
    // And the work is done all the same.
    const renewed = async () => (await row(lab, next.Name)).NotBefore > next.At - day;
    await expect.poll(renewed, { timeout: 20_000 }).toBe(true);
    // Whoever goes on is past it.
    expect(await lab.changeClock({ JumpBy: 1 })).toMatchObject({ Now: next.At + 1, Stopped: undefined });
  });

  it('at the renewal of one node, past those of others', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'a', 'b', 'c');
    const rows = (await lab.nodes()).Nodes;
    // Whoever joins meanwhile gets a certificate as well, and renews nothing.
    const { ID, NotAfter } = await row(lab, 'c');
    const { Now, Stopped } = await lab.changeClock({ JumpBy: 365 * day, Until: at('renewal', { ID: 'c' }) });
    expect(Stopped).toMatchObject({ ID, Name: 'c' });
    expect(Now).toBeLessThan(NotAfter);
    expect((await lab.journal()).Entries.filter(({ Event }) => Event === 'clock-stopped')).toHaveLength(1);
    expect(rows).toHaveLength(4);
  });

  it('at the last moment of a certificate that nobody renews, when it can still be saved', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'cut', 'fine');
    await lab.act('cut', 'cut');
    const { ID, NotAfter } = await row(lab, 'cut');
    const { Now, Stopped } = await lab.changeClock({ JumpBy: 400 * day, Until: at('expiry') });
    expect([Now, Stopped]).toEqual([NotAfter, at('expiry', { ID, Name: 'cut', At: NotAfter })]);
    expect((await row(lab, 'fine')).NotAfter).toBeGreaterThan(NotAfter);
    // The lab waits for none of its vain attempts, and is not behind for them.
    expect(await lab.clock()).toMatchObject({ BehindMs: 0, Unsettled: 0 });
    await lab.act('cut', 'heal');
    expect((await lab.act('cut', 'renew')).NotAfter).toBeGreaterThan(NotAfter);
  });

  it('and past that moment the node is out: nobody renews it, nor does it start again, and it has to join anew', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'cut');
    await lab.act('cut', 'cut');
    const { ID, NotAfter } = await row(lab, 'cut');
    await lab.changeClock({ JumpTo: NotAfter + 1_001 });
    await lab.act('cut', 'heal');
    await expect(lab.act('cut', 'renew')).rejects.toMatchObject({
      status: 409,
      message: expect.stringMatching(
        /^cut cannot renew: its certificate ended at .* It has to join again, under a new id/s,
      ),
    });
    await eventually('managers miss it', async () => (await row(lab, 'cut')).State === 'down' || undefined);
    expect(await row(lab, 'cut')).toMatchObject({ ID, NotAfter, Place: 'here' });
    await lab.act('cut', 'stop');
    await expect(lab.start('cut')).rejects.toThrow(/certificate \(1 - \w+\) not valid after/);
    await hosted.client.removeNode('cut', true);
    await lab.forgetNode('cut');
    await add(lab, { Names: ['cut'] });
    const again = await row(lab, 'cut');
    expect(again.NotAfter).toBeGreaterThan(NotAfter);
    expect(again.ID).not.toBe(ID);
  });

  it('at an expiry that nobody could foresee: of a certificate that was issued later for less', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'a');
    const reader = new Reader(lab);
    await lab.changeClock({ Until: at('expiry') });
    await reader.until('it is known when', () => reader.clock?.Until?.At !== undefined);
    const foreseen = reader.clock?.Until?.At ?? 0;
    const { Spec, Version } = await hosted.client.inspectSwarm();
    // A shorter life acts with the next root.
    const CAConfig = {
      ...Spec.CAConfig,
      NodeCertExpiry: 3_600_000 * 1e6,
      ForceRotate: Spec.CAConfig.ForceRotate + 1,
    };
    await hosted.client.updateSwarm({ version: Version.Index, spec: { ...Spec, CAConfig } });
    const soonest = (): number => Math.min(...[...reader.rows.values()].map(({ NotAfter: end }) => end));
    await reader.until('it is sooner', () => soonest() < foreseen && reader.clock?.Until?.At === soonest());
    await hosted.lab.until('the rotation has ended', ({ state }) => state.cluster.rootCa.rotation === undefined);
    const { NotAfter } = await row(lab, 'a');
    await lab.act('a', 'stop');
    await lab.changeClock({ JumpBy: 10 * day }).catch((error: unknown) => expect(error).toMatchObject({ status: 409 }));
    expect(await lab.clock()).toMatchObject({ Now: NotAfter, Paused: true, Stopped: { Name: 'a' } });
    await reader.end();
  });

  it('when a rotation has ended, however it ended, while time runs', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'a', 'b');
    await lab.changeClock({ Paused: false, Speed: 60, Until: at('rotation') });
    expect((await lab.clock()).Until).toMatchObject({ What: 'rotation' });
    const { Spec, Version } = await hosted.client.inspectSwarm();
    const CAConfig = { ...Spec.CAConfig, ForceRotate: Spec.CAConfig.ForceRotate + 1 };
    await hosted.client.updateSwarm({ version: Version.Index, spec: { ...Spec, CAConfig } });
    await expect.poll(async () => (await lab.clock()).Paused, { timeout: 20_000 }).toBe(true);
    const { Entries } = await lab.journal();
    const ended = Entries.find(({ Event }) => Event === 'rotation-completed') ?? expect.fail('it has not ended');
    expect((await lab.clock()).Now - ended.At).toBeLessThan(60_000);
    expect(await stopsTold(lab)).toMatchObject([{ until: 'rotation', Name: '' }]);
  });

  it('at an event of a kind, and at a moment', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'a');
    await lab.changeClock({ Paused: false, Until: at('event', { Event: 'node-removed' }) });
    await lab.act('a', 'stop');
    await hosted.client.removeNode('a', true);
    await expect.poll(async () => (await lab.clock()).Stopped?.What, { timeout: 20_000 }).toBe('event');
    expect(await stopsTold(lab)).toMatchObject([{ until: 'event', event: 'node-removed', Name: 'a' }]);

    const { Now } = await lab.clock();
    await lab.changeClock({ Paused: false, Speed: 1_000_000, Until: at('moment', { At: Now + day + 1 }) });
    await expect.poll(async () => (await lab.clock()).Paused, { timeout: 20_000 }).toBe(true);
    expect((await lab.clock()).Now).toBe(Now + day + 1);
  });

  it('nowhere any more when that is taken back, or when the jump that it came with is over', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'a');
    const { Now } = await lab.clock();
    await lab.changeClock({ Until: at('moment', { At: Now + day }) });
    expect(await lab.changeClock({ Until: at('nothing') })).toMatchObject({ Until: undefined });
    expect((await lab.changeClock({ JumpBy: 2 * day })).Now).toBe(Now + 2 * day);
    const arrived = await lab.changeClock({ JumpBy: day, Until: at('rotation') });
    expect(arrived).toMatchObject({ Now: Now + 3 * day, Until: undefined, Stopped: undefined });
    expect(await stopsTold(lab)).toEqual([]);
  });

  it('and refuses what it could never stop at', async () => {
    await using hosted = await Hosted.start();
    const lab = await paused(hosted, 'a');
    const { Now } = await lab.clock();
    for (const [stop, status] of [
      [at('event', { Event: 'node-removd' }), 400],
      [at('moment', { At: Now }), 400],
      [at('moment'), 400],
      [{ ...at('nothing'), What: 'breakfast' }, 400],
      [at('renewal', { ID: 'nobody' }), 404],
    ] as const) {
      await expect(lab.changeClock({ Paused: false, Until: stop }), stop.What).rejects.toMatchObject({ status });
    }
    expect(await lab.clock()).toMatchObject({ Now, Paused: true, Until: undefined });
  });
});
