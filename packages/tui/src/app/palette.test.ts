import { describe, expect, it } from 'vitest';
import { score } from './palette.ts';

const best = (letters: string, texts: readonly string[]): string | undefined =>
  texts.toSorted((a, b) => score(letters, b) - score(letters, a))[0];

describe('the palette', () => {
  it('finds what has the letters in their order, and nothing else', () => {
    expect(score('rot', 'rotate the root ca --rotate')).toBeGreaterThan(0);
    expect(score('carot', 'ca --rotate')).toBeGreaterThan(0);
    expect(score('tor', 'ro t')).toBe(0);
    expect(score('', 'anything')).toBeGreaterThan(0);
  });

  it('prefers letters side by side, and beginnings of words', () => {
    expect(best('ren', ['remove a node', 'renew now', 'register'])).toBe('renew now');
    expect(best('nr', ['unravel', 'node renew'])).toBe('node renew');
  });
});
