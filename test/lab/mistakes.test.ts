import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../packages/core/src/engine/client/lab-client.ts';
import { progressOf, rotationRows } from '../../packages/core/src/engine/commands/rotation/rotation-rows.ts';
import { isSignedBy, readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { mistakes } from '../../packages/tui/src/app/explain/mistakes.ts';
import { change } from '../tools/engine-suite.ts';
import { eventually } from '../tools/eventually.ts';
import { Hosted, add } from '../tools/hosted-lab.ts';
import { leaderOf } from '../tools/managers.ts';
import { joinOutside } from '../tools/swarm.ts';

const hour = 3_600_000;
const nanoseconds = 1_000_000;

/** A swarm of a manager and workers of these names, all of them ready. */
async function swarmOf(hosted: Hosted, names: readonly string[]): Promise<LabClient> {
  const lab = await hosted.found();
  await change(hosted.client, () => ({ Dispatcher: { HeartbeatPeriod: 500_000_000 } }));
  await add(lab, { Names: names });
  await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === names.length + 1);
  return lab;
}

/** Begins a rotation. */
function rotate({ client }: Hosted): Promise<void> {
  return change(client, ({ CAConfig }) => ({ CAConfig: { ...CAConfig, ForceRotate: CAConfig.ForceRotate + 1 } }));
}

/** Lets a rotation begin with one of the nodes away, and waits until all others have renewed. */
async function rotateWithout(hosted: Hosted, lab: LabClient, name: string): Promise<void> {
  await lab.act(name, 'stop');
  await rotate(hosted);
  await eventually('one node alone is waited for', async () => {
    const { Standings: standings } = await lab.rotation();
    return standings.length === 1 && standings[0]?.Name === name ? true : undefined;
  });
}

const all = async (lab: LabClient) => {
  const { Nodes: rows } = await lab.nodes();
  return Promise.all(rows.map(async (row) => ({ row, shows: await lab.certificates(row.ID) })));
};

/** The sentences, and how each is held against the engine. */
const asserted: Readonly<Record<keyof typeof mistakes, (hosted: Hosted) => Promise<void>>> = {
  async twoRoots(hosted) {
    const lab = await swarmOf(hosted, ['here', 'away']);
    const { Swarm: before } = await hosted.client.info();
    await rotateWithout(hosted, lab, 'away');
    const { Old: old, New: next } = await lab.rotation();
    const [oldRoot] = readCertificates(before.Cluster?.TLSInfo.TrustRoot ?? '');
    for (const { row, shows } of await all(lab)) {
      expect(readCertificates(shows.TrustBundle), row.Name).toEqual([oldRoot]);
      expect(row.Root).toBe(old.Digest);
      if (row.Name === 'away') continue;
      const [, cross, ...more] = shows.Chain.flatMap((pem) => readCertificates(pem));
      expect(row.Issuer).toBe(next?.Issuer);
      expect(more).toEqual([]);
      expect(cross && oldRoot && isSignedBy(cross, oldRoot)).toBe(true);
    }
  },

  async digestRow(hosted) {
    const lab = await swarmOf(hosted, ['here', 'away']);
    const before = await hosted.client.inspectSwarm();
    await rotateWithout(hosted, lab, 'away');
    const during = await hosted.client.inspectSwarm();
    const { Old: old, New: next } = await lab.rotation();
    const rows = rotationRows(progressOf(during, await hosted.client.listNodes()), 80);
    expect(rows[0]).toBe(`desired root digest: ${old.Digest}`);
    expect(during.JoinTokens).toEqual(before.JoinTokens);
    await lab.start('away');
    await hosted.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    const after = await hosted.client.inspectSwarm();
    expect(rotationRows(progressOf(after, await hosted.client.listNodes()), 80)[0]).toBe(
      `desired root digest: ${next?.Digest}`,
    );
    const digests = Object.values(after.JoinTokens).map((token) => token.split('-')[2]);
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).not.toBe(before.JoinTokens.Worker.split('-')[2]);
  },

  async expiryLater(hosted) {
    const lab = await swarmOf(hosted, ['first']);
    await add(lab, { Names: ['manager-2', 'manager-3'], Role: 'manager' });
    await hosted.lab.until('all lead or follow', ({ isSettled, state }) => isSettled && state.managers.size === 3);
    const rowOf = async (name: string) =>
      (await lab.nodes()).Nodes.find(({ Name }) => Name === name) ?? expect.fail(`there is no ${name}`);
    const serialOf = async (name: string): Promise<string> => (await rowOf(name)).Serial;
    const hoursOf = async (name: string): Promise<number> => {
      const row = await rowOf(name);
      // It is dated back by one.
      return Math.round((row.NotAfter - row.NotBefore) / hour) - 1;
    };
    await change(hosted.client, ({ CAConfig }) => ({
      CAConfig: { ...CAConfig, NodeCertExpiry: 2 * hour * nanoseconds },
    }));
    await add(lab, { Names: ['second'] });
    const before = await serialOf('first');
    await lab.act('first', 'renew');
    await eventually('it has renewed', async () => (await serialOf('first')) !== before || undefined);
    expect([await hoursOf('first'), await hoursOf('second')]).toEqual([2160, 2160]);

    const leader = leaderOf(hosted.lab);
    await hosted.lab.cut(leader);
    await add(lab, { Names: ['third'] });
    expect(await hoursOf('third')).toBe(2);
    await hosted.lab.heal(leader);
    await hosted.lab.until('all are ready', ({ isSettled }) => isSettled);

    await rotate(hosted);
    await hosted.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    expect([await hoursOf('first'), await hoursOf('second'), await hoursOf('manager-1')]).toEqual([2, 2, 2]);
  },

  async neverReported(hosted) {
    const lab = await swarmOf(hosted, ['here']);
    const { JoinTokens: tokens } = await hosted.client.inspectSwarm();
    // It gets its certificate, and is not heard of again.
    await joinOutside(hosted.lab.manager.address, tokens.Worker);
    await rotate(hosted);
    const waits = await eventually('it alone is waited for', async () => {
      const { Standings: standings } = await lab.rotation();
      return standings.length === 1 ? standings[0] : undefined;
    });
    expect(waits).toMatchObject({ Why: 'never-reported' });
    await lab.changeClock({ Paused: true, JumpBy: 24 * hour });
    expect(await lab.rotation()).toMatchObject({ Phase: 'renewing', Converged: 2, Nodes: 3 });
    await lab.changeClock({ Paused: false });
    await hosted.client.removeNode(waits.ID, true);
    await eventually('the rotation has ended', async () => (await lab.rotation()).Phase === 'none' || undefined);
  },

  async nothingReissued(hosted) {
    const lab = await swarmOf(hosted, ['here', 'away']);
    await rotateWithout(hosted, lab, 'away');
    await lab.start('away');
    await hosted.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    const { Entries: entries } = await lab.journal();
    const end = entries.find(({ Event }) => Event === 'rotation-completed') ?? expect.fail('it has not ended');
    const since = (await lab.journal(end.Seq)).Entries.map(({ Event }) => Event);
    expect(since).not.toContain('certificate-issued');
    const { Old: root } = await lab.rotation();
    for (const { row, shows } of await all(lab)) {
      expect(row.Root).toBe(root.Digest);
      expect(shows.Chain, row.Name).toHaveLength(2);
    }
    await lab.act('here', 'renew');
    const renewed = await eventually('it has renewed', async () => {
      const { Chain: chain } = await lab.certificates('here');
      return chain.length === 1 ? chain : undefined;
    });
    expect(renewed).toHaveLength(1);
  },
};

describe('what people get wrong', () => {
  it.each(
    Object.entries(asserted).map(([name, hold]) => [mistakes[name as keyof typeof mistakes].right, hold] as const),
  )('%s', async (_, hold) => {
    await using hosted = await Hosted.start();
    await hold(hosted);
  });
});
