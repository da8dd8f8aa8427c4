import { describe, expect, it } from 'vitest';
import { initialTheme, themes } from './theme.ts';

describe('themes', () => {
  it('have no colour where none is wanted', () => {
    const looks = Object.values(themes.none);
    expect(looks.filter((look) => look.color !== undefined || look.dimColor === true)).toEqual([]);
  });

  it.each(Object.entries(themes))('%s shows also without colour what is selected, strong or bad', (_, theme) => {
    expect([theme.selected.inverse, theme.strong.bold, theme.bad.bold]).toEqual([true, true, true]);
  });

  it.each(Object.entries(themes).filter(([name]) => name !== 'none'))('%s gives each state its look', (_, theme) => {
    const looks = [theme.good, theme.warn, theme.bad, theme.busy].map((look) => JSON.stringify(look));
    expect(new Set(looks).size).toBe(looks.length);
  });

  it.each([
    [{ NO_COLOR: '1' }, 'none'],
    [{ NO_COLOR: '' }, 'dark'],
    [{ TERM: 'dumb' }, 'none'],
    [{ COLORFGBG: '0;15' }, 'light'],
    [{ COLORFGBG: '15;0' }, 'dark'],
    [{}, 'dark'],
  ])('with %o one begins with %s', (environment, name) => {
    expect(initialTheme(environment)).toBe(name);
  });
});
