import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { healthOf } from '../../app/health.ts';
import { swarmNow, wantedIssuer } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import { labSight, nodeSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { fits, orders, sortings } from './row.ts';
import type { NodeRow } from './row.ts';
import { initial, rowsOf, selectedRow } from './select.ts';
import type { Own } from './select.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 24, 12);

/** Worked out of nothing but what is asked. */
function anew(state: State, { sorting, isReversed, filter }: Own): readonly NodeRow[] {
  const [now, issuer] = [swarmNow(state), wantedIssuer(state)];
  const rows = [...(state.sight?.nodes.values() ?? [])]
    .filter((node) => fits(node, filter))
    .map((node) => ({ node, health: healthOf(node, now, issuer) }))
    .toSorted(orders[sorting]);
  return isReversed ? rows.toReversed() : rows;
}

const nodes = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  name: fc.constantFrom('worker-9', 'worker-10', 'manager', ''),
  state: fc.constantFrom('ready', 'down', 'removed'),
  role: fc.constantFrom('worker', 'manager'),
  issuer: fc.constantFrom('sha256:aaaaaaaaaa', 'sha256:cccccccccc'),
  age: fc.integer({ min: -1, max: 95 }),
});

const steps = fc.oneof(
  nodes.map(({ age, ...wishes }): Step => ({ all, ...rest }) => {
    const certificate = { notBefore: noon - age * day, notAfter: noon + (90 - age) * day };
    return { ...rest, all: new Map(all).set(wishes.id, nodeSight({ ...wishes, certificate })) };
  }),
  fc.constantFrom('a', 'b', 'c', 'd').map((id): Step => ({ all, ...rest }) => ({
    ...rest,
    all: new Map([...all].filter(([other]) => other !== id)),
  })),
  fc.integer({ min: 0, max: 30 }).map((days): Step => ({ at, ...rest }) => ({ ...rest, at: at + days * day })),
  fc.boolean().map((isRotating): Step => (before) => ({ ...before, isRotating })),
  fc.constantFrom(...sortings).map((sorting): Step => ({ own, ...rest }) => ({ ...rest, own: { ...own, sorting } })),
  fc.constantFrom('', 'worker', 'down').map((filter): Step => ({ own, ...rest }) => ({
    ...rest,
    own: { ...own, filter },
  })),
  fc.constant<Step>(({ own, ...rest }) => ({ ...rest, own: { ...own, isReversed: !own.isReversed } })),
);

interface Scene {
  readonly all: ReadonlyMap<string, NodeSight>;
  /** Lab time, ms since epoch. */
  readonly at: number;
  readonly isRotating: boolean;
  readonly own: Own;
}
type Step = (before: Scene) => Scene;

function stateOf({ all, at, isRotating }: Scene): State {
  const sight = labSight([...all.values()]);
  if (sight.lab === undefined) throw new Error('it is a lab');
  const Rotation = { Root: { Digest: 'sha256:dddddddddd', Issuer: 'sha256:cccccccccc' }, Since: noon, Awaited: 1 };
  const swarm = { ...sight.lab.swarm, ...(isRotating && { Rotation }) };
  return beginning({ sight: { ...sight, lab: { ...sight.lab, swarm, clock: { ...sight.lab.clock, Now: at } } } });
}

describe('the nodes that are listed', () => {
  it('are those that there are, as they stand, in their order, whatever was listed before', () => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 30 }), (walk) => {
        let scene: Scene = { all: new Map(), at: noon, isRotating: false, own: initial };
        for (const step of walk) {
          scene = step(scene);
          const state = stateOf(scene);
          expect(rowsOf(state, scene.own)).toEqual(anew(state, scene.own));
        }
      }),
    );
  });

  it('keep their rows as long as nothing is otherwise, and the answer as long as it is the same question', () => {
    const [one, other] = [nodeSight({ id: 'one' }), nodeSight({ id: 'other' })];
    const state = beginning({ sight: labSight([one, other]) });
    const rows = rowsOf(state, initial);
    expect(rowsOf({ ...state }, initial)).toBe(rows);
    const next = rowsOf(beginning({ sight: labSight([{ ...one, state: 'down' }, other]) }), initial);
    expect(next.map(({ health }) => health.standing)).toEqual(['down', 'ready']);
    expect(next[1]).toBe(rows[1]);
  });

  it('have the selected one among them where it is, and the first where it is not', () => {
    const rows = rowsOf(beginning({ sight: labSight(['a', 'b', 'c'].map((id) => nodeSight({ id }))) }), initial);
    expect(selectedRow(rows, { ...initial, selected: 'c' })).toBe(2);
    expect(selectedRow(rows, { ...initial, selected: 'x' })).toBe(0);
  });
});
