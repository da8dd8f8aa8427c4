import { describe, expect, it } from 'vitest';
import { commandOf, conflicts, isLabOnly, isPossible } from '../app/bindings.ts';
import { globalBindings } from '../app/global.ts';
import { offers } from '../app/palette.ts';
import { showKey } from '../term/keys.ts';
import { appOf } from '../testing/drawing.tsx';
import { labSight, nodeSight, swarmSight } from '../testing/sight.ts';
import { beginning } from '../testing/state.ts';
import { helpLines } from '../ui/help-lines.ts';
import type { State } from '../app/state.ts';
import { screens } from './index.ts';
import { initial as initialNode, tabs } from './node/own.ts';

describe.each(screens.map((screen) => [screen.id, screen] as const))('the screen %s', (_, screen) => {
  it('has no key that means two things', () => {
    expect(conflicts([...screen.bindings, ...globalBindings])).toEqual([]);
  });

  it('runs only commands that there are', () => {
    for (const binding of screen.bindings) expect(() => commandOf(binding)).not.toThrow();
  });

  it('has on a real engine no key that only labs have, in help, footer or palette', () => {
    const engine = { name: 'docker', isLab: false, program: 'swarmpki' };
    const app = appOf(
      beginning({ engine, link: { kind: 'live' }, sight: swarmSight([]), way: [{ screen: screen.id }] }),
    );
    const { view } = app.now();
    const labOnly = [...screen.bindings, ...globalBindings].filter(isLabOnly);
    expect(labOnly.length).toBeGreaterThan(0);
    const help = helpLines(app, app.store.state, '', 200).map((line) => line.map(({ text }) => text).join(''));
    const offered = new Set(offers(app, '', 1_000).map(({ title }) => title));
    for (const binding of labOnly) {
      expect(isPossible(binding, view), binding.id).toBe(false);
      expect(
        help.filter((line) => line.includes(binding.about)),
        binding.id,
      ).toEqual([]);
      expect(offered.has(binding.about), binding.id).toBe(false);
    }
  });

  it('has a title and a sentence for each key', () => {
    for (const { id, title, about, keys } of screen.bindings) {
      expect(title, id).toMatch(/\S/);
      expect(about, id).toMatch(/^[A-Z“].*[^.]$/);
      expect(keys.length, id).toBeGreaterThan(0);
    }
  });
});

it('no two screens have the same id or number, nor two keys the same id', () => {
  const ids = screens.flatMap(({ id, bindings }) => [id, ...bindings.map((binding) => binding.id)]);
  expect(new Set(ids).size).toBe(ids.length);
  const numbers = screens.flatMap(({ tab }) => (tab === undefined ? [] : [tab.number]));
  expect(new Set(numbers).size).toBe(numbers.length);
});

const nodes = [nodeSight({ id: 'n1', role: 'manager', leader: true, place: 'here' }), nodeSight({ id: 'n2' })];
const lab = { name: 'the lab', isLab: true, program: 'swarmpki' };
const docker = { name: 'docker', isLab: false, program: 'swarmpki' };
const ways: readonly (readonly [string, Partial<State>])[] = [
  ['before anything is known', {}],
  ['of a lab', { engine: lab, link: { kind: 'live' }, sight: labSight(nodes) }],
  ['of a real engine', { engine: docker, link: { kind: 'live' }, sight: swarmSight(nodes) }],
];

describe.each(ways)('what is to be seen %s', (_, wishes) => {
  const state = beginning(wishes);
  const view = (id: string, own: unknown) => ({ state, own, where: { screen: id, subject: 'n1' } });

  it.each(screens.map((screen) => [screen.id, screen] as const))('is explained on the screen %s', (id, screen) => {
    const owns = id === 'node' ? tabs.map((tab) => ({ ...initialNode, tab })) : [screen.initial];
    for (const own of owns) {
      const { short, long } = screen.explain(view(id, own));
      expect(short).toMatch(/^\S.*[.…]$/s);
      for (const sentence of long) expect(sentence).toMatch(/^\S.*\.$/s);
      // There is more to be said as soon as there is something to be seen.
      if (state.sight !== undefined) expect(long.length, JSON.stringify(own)).toBeGreaterThan(0);
    }
    expect(screen.crumbs(view(id, screen.initial)).length).toBeGreaterThan(0);
  });
});

it('each key that does not run a command does something, and each that does names one that help can show', () => {
  for (const binding of [...globalBindings, ...screens.flatMap(({ bindings }) => bindings)]) {
    if ('command' in binding) expect(commandOf(binding)?.summary, binding.id).toMatch(/\S/);
    else expect(typeof binding.run, binding.id).toBe('function');
    for (const key of binding.keys) expect(showKey(key), binding.id).toMatch(/^\S{1,4}$|^Space$|^⇧Tab$/);
  }
});
