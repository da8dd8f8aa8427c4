import { describe, expect, it } from 'vitest';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import type { Cell, Matrix } from '../../packages/tui/src/screens/trust/matrix.ts';
import type { Own } from '../../packages/tui/src/screens/trust/own.ts';
import { change } from '../tools/engine-suite.ts';
import { eventually } from '../tools/eventually.ts';
import { Hosted, add } from '../tools/hosted-lab.ts';
import { Screens } from '../tools/screens.ts';

const heartbeat = { Dispatcher: { HeartbeatPeriod: 500_000_000 } };

const ownOf = ({ state }: Screens): Own | undefined => state.own['trust'] as Own | undefined;

/** The matrix as it is from some moment on. */
function matrixWhere(screens: Screens, what: string, is: (matrix: Matrix) => boolean): Promise<Matrix> {
  return screens.until(what, () => {
    const matrix = ownOf(screens)?.matrix;
    return matrix !== undefined && is(matrix) ? matrix : undefined;
  });
}

function cellOf({ sides, cells, sideOf }: Matrix, judge: string, shown: string): Cell | undefined {
  const at = (name: string): number => sides.findIndex((side) => side.name === name);
  expect(sideOf.size).toBeGreaterThan(0);
  return cells[at(judge)]?.[at(shown)];
}

const verdictsOf = ({ cells }: Matrix): ReadonlySet<string> => new Set(cells.flat().map(({ verdict }) => verdict));

describe('the matrix of trust', () => {
  it('watches a rotation with a stopped node, and no cell breaks', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await change(hosted.client, () => heartbeat);
    await add(lab, { Names: ['manager-2', 'manager-3'], Role: 'manager' });
    await add(lab, { Names: ['a', 'b', 'late'] });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 6);
    await using screens = new Screens(hosted.client);
    screens.app.open({ screen: 'trust' });
    const before = await matrixWhere(screens, 'two groups', ({ sides }) => sides.length === 2);
    expect(before.sides).toMatchObject([
      { role: 'manager', count: 3, chainLength: 1 },
      { role: 'worker', count: 3, chainLength: 1 },
    ]);
    expect(before.cells.map((row) => row.map(({ verdict, by }) => `${verdict} ${by}`))).toEqual([
      ['accepted probed', 'accepted probed'],
      ['accepted probed', 'accepted computed'],
    ]);

    await lab.act('late', 'stop');
    await change(hosted.client, ({ CAConfig }) => ({ CAConfig: { ...CAConfig, ForceRotate: 1 } }));
    const during = await matrixWhere(
      screens,
      'only one has not renewed',
      ({ sides }) =>
        sides.length === 3 && sides.every(({ name, chainLength }) => (name === 'late') === (chainLength === 1)),
    );
    expect(verdictsOf(during)).toEqual(new Set(['accepted']));
    // Nobody trusts two roots, nor another one than before.
    expect(new Set(during.sides.map(({ root }) => root))).toEqual(new Set(before.sides.map(({ root }) => root)));
    expect(new Set(during.sides.map(({ issuer }) => issuer)).size).toBe(2);

    await lab.start('late');
    const after = await matrixWhere(
      screens,
      'all trust the new root',
      ({ sides }) => sides.length === 2 && sides.every(({ root }) => root !== before.sides[0]?.root),
    );
    expect(verdictsOf(after)).toEqual(new Set(['accepted']));
    expect(ownOf(screens)?.watch).toMatchObject({ count: 0, broken: [] });
    expect(ownOf(screens)?.watch.looks).toBeGreaterThan(2);
  });

  it('refuses, with the right reason, what a node shows to one that trusts a root all others have left', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await change(hosted.client, () => heartbeat);
    await add(lab, { Names: ['late', 'blocks'] });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 3);
    await using screens = new Screens(hosted.client);
    screens.app.open({ screen: 'trust' });
    await matrixWhere(screens, 'two groups', ({ sides }) => sides.length === 2);

    await lab.act('blocks', 'stop');
    await change(hosted.client, ({ CAConfig }) => ({ CAConfig: { ...CAConfig, ForceRotate: 1 } }));
    await eventually('only one is waited for', async () => (await lab.rotation()).Standings.length === 1 || undefined);
    // It has renewed, and goes before it hears of the new root.
    await lab.act('late', 'stop');
    await hosted.client.removeNode('blocks', true);
    await eventually('the rotation has ended', async () => (await lab.rotation()).Phase === 'none' || undefined);
    // While the manager shows the cross-signed certificate still, whoever comes back knows it by that.
    const kept = await matrixWhere(screens, 'the manager alone trusts the new root', ({ sides }) => {
      const [manager, late] = ['manager-1', 'late'].map((name) => sides.find((side) => side.name === name));
      return late !== undefined && manager?.root !== late.root;
    });
    expect(cellOf(kept, 'late', 'manager-1')).toMatchObject({ verdict: 'accepted', by: 'computed' });
    expect(ownOf(screens)?.watch.count).toBe(0);

    await lab.act('manager-1', 'renew');
    const renewed = await matrixWhere(screens, 'the manager shows its leaf alone', ({ sides }) =>
      sides.some(({ name, chainLength }) => name === 'manager-1' && chainLength === 1),
    );
    const stranger = { verdict: 'refused', code: 'unknown-authority' };
    expect(cellOf(renewed, 'late', 'manager-1')).toMatchObject({ ...stranger, by: 'computed' });
    expect(cellOf(renewed, 'manager-1', 'late')).toMatchObject({ verdict: 'accepted' });
    expect(ownOf(screens)?.watch).toMatchObject({ count: 1, broken: [{ judge: 'late', shown: 'manager-1' }] });

    await lab.start('late');
    const probed = await matrixWhere(
      screens,
      'it is tried by a connection',
      (matrix) => cellOf(matrix, 'late', 'manager-1')?.by === 'probed',
    );
    expect(cellOf(probed, 'late', 'manager-1')).toMatchObject(stranger);
    expect(cellOf(probed, 'late', 'manager-1')?.reason).toContain('x509: certificate signed by unknown authority');
    expect(cellOf(probed, 'manager-1', 'late')).toMatchObject({ verdict: 'accepted', by: 'probed' });
  });

  it('computes where nodes speak no TLS, and asks no more of many nodes than of few', async () => {
    const settings = { network: inProcessNetwork(systemEntropy), storage: 'memory' as const };
    await using hosted = await Hosted.start({ settings });
    const lab = await hosted.found();
    await add(lab, { Count: 60 });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 61);
    await using screens = new Screens(hosted.client);
    await screens.until('it is seen', ({ sight }) => (sight?.nodes.size === 61 ? true : undefined));
    const asked = hosted.told.length;
    screens.app.open({ screen: 'trust' });
    const matrix = await matrixWhere(screens, 'two groups', ({ sides }) => sides.length === 2);
    expect(matrix.sides.map(({ count }) => count)).toEqual([1, 60]);
    expect(matrix.cells.flat().map(({ verdict, by }) => `${verdict} ${by}`)).toEqual(
      Array.from({ length: 4 }, () => 'accepted computed'),
    );
    expect(hosted.told.length - asked).toBeLessThan(12);
  });
});
