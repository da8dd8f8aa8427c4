import { describe, expect, it } from 'vitest';
import { commandOf, conflicts } from '../app/bindings.ts';
import { globalBindings } from '../app/global.ts';
import { screens } from './index.ts';

describe.each(screens.map((screen) => [screen.id, screen] as const))('the screen %s', (_, screen) => {
  it('has no key that means two things', () => {
    expect(conflicts([...screen.bindings, ...globalBindings])).toEqual([]);
  });

  it('runs only commands that there are', () => {
    for (const binding of screen.bindings) expect(() => commandOf(binding)).not.toThrow();
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
