import { describe, expect, it } from 'vitest';
import { commandOf, conflicts, isLabOnly, isPossible } from '../app/bindings.ts';
import { globalBindings } from '../app/global.ts';
import { offers } from '../app/palette.ts';
import { showKey } from '../term/keys.ts';
import { appOf } from '../testing/drawing.tsx';
import { swarmSight } from '../testing/sight.ts';
import { beginning } from '../testing/state.ts';
import { helpLines } from '../ui/help-lines.ts';
import { screens } from './index.ts';

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

it('each screen explains what is to be seen, and has a way in', () => {
  const state = beginning();
  for (const { id, initial, explain, crumbs } of screens) {
    const view = { state, own: initial, where: { screen: id } };
    expect(explain(view).short, id).toMatch(/^\S.*[.…]$/s);
    expect(crumbs(view).length, id).toBeGreaterThan(0);
  }
});

it('each key that does not run a command does something, and each that does names one that help can show', () => {
  for (const binding of [...globalBindings, ...screens.flatMap(({ bindings }) => bindings)]) {
    if ('command' in binding) expect(commandOf(binding)?.summary, binding.id).toMatch(/\S/);
    else expect(typeof binding.run, binding.id).toBe('function');
    for (const key of binding.keys) expect(showKey(key), binding.id).toMatch(/^\S{1,4}$|^Space$|^⇧Tab$/);
  }
});
