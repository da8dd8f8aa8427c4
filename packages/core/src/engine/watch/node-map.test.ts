import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeMap } from './node-map.ts';
import type { NodeSight } from './node-sight.ts';

const node = (id: string, name = id): NodeSight => ({ id, name }) as NodeSight;

/** By their ids: places that are taken again are of no order that matters. */
function contents(map: ReadonlyMap<string, NodeSight>): unknown {
  const entries = [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const told: [string, NodeSight][] = [];
  map.forEach((value, id) => told.push([id, value]));
  expect(told).toEqual([...map]);
  expect([...map.keys()]).toEqual(Array.from(map, ([id]) => id));
  expect([...map.values()]).toEqual(Array.from(map, ([, value]) => value));
  return { entries, size: map.size, seen: ids.map((id) => [map.has(id), map.get(id)?.name]) };
}

const ids = ['a', 'b', 'c', 'd', 'e'];
const id = fc.constantFrom(...ids);
const steps = fc.oneof(
  fc.record({ do: fc.constant('put' as const), id, name: fc.constantFrom('one', 'other') }),
  fc.record({ do: fc.constant('remove' as const), id }),
  fc.record({ do: fc.constant('copy' as const) }),
);

describe('nodes by their ids', () => {
  it('are those that were put, and a copy leaves alone what it is a copy of', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 40 }), (walk) => {
        let [ours, model] = [new NodeMap(), new Map<string, NodeSight>()];
        const before: (readonly [NodeMap, unknown])[] = [];
        for (const step of walk) {
          if (step.do === 'put') {
            ours.put(node(step.id, step.name));
            model.set(step.id, node(step.id, step.name));
          } else if (step.do === 'remove') {
            ours.remove(step.id);
            model.delete(step.id);
          } else {
            before.push([ours, contents(model)]);
            [ours, model] = [ours.copy(), new Map(model)];
          }
          expect(contents(ours)).toEqual(contents(model));
        }
        for (const [map, then] of before) expect(contents(map)).toEqual(then);
      }),
    );
  });

  it('of a copy and of what it is a copy of may change apart', () => {
    const one = new NodeMap();
    one.put(node('a'));
    const other = one.copy();
    one.put(node('b'));
    other.put(node('c'));
    expect([[...one.keys()], [...other.keys()]]).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
    expect([one.has('c'), other.has('b')]).toEqual([false, false]);
  });

  it('keep no place for most of those that are gone', () => {
    const all = Array.from({ length: 1_000 }, (_, at) => node(`n${at}`));
    const map = new NodeMap();
    for (const one of all) map.put(one);
    for (const one of all.slice(10)) map.remove(one.id);
    const copy = map.copy();
    expect(copy.size).toBe(10);
    // Whoever comes back comes behind: its place is gone.
    copy.put(node('new'));
    copy.put(node('n500'));
    expect([...copy.keys()].slice(-2)).toEqual(['new', 'n500']);
  });
});
