import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { characterOf, keysOf, showKey } from './keys.ts';

const none = {} as Key;

describe('keys', () => {
  it.each([
    ['', { upArrow: true }, ['up']],
    ['', { return: true }, ['enter']],
    ['', { tab: true, shift: true }, ['shift+tab']],
    ['p', { ctrl: true }, ['ctrl+p']],
    ['G', { shift: true }, ['G']],
    [' ', {}, ['space']],
    ['', {}, []],
    // Esc and another key in one report of the terminal; Alt with a key looks the same.
    ['2', { meta: true }, ['escape', '2']],
    ['', { meta: true, upArrow: true }, ['escape', 'up']],
    ['', { meta: true, return: true }, ['escape', 'enter']],
    ['c', { meta: true, ctrl: true }, ['escape', 'ctrl+c']],
    ['', { meta: true, escape: true }, ['escape', 'escape']],
    // Terminals report an arrow with Alt in one sequence, which nobody types as two keys.
    ['', { meta: true, leftArrow: true, eventType: 'press' }, ['left']],
  ] as const)('has names for %j with %o', (input, key, names) => {
    expect(keysOf(input, { ...none, ...key })).toEqual(names);
  });

  it('takes apart what was pressed quickly', () => {
    expect(keysOf('jj/\u0015a\r', none)).toEqual(['j', 'j', '/', 'ctrl+u', 'a', 'enter']);
  });

  it('tells characters from other keys', () => {
    expect(['a', 'space', 'é', '日', 'enter', 'ctrl+p', 'up', '\u0000', '\u202e'].map(characterOf)).toEqual([
      'a',
      ' ',
      'é',
      '日',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('shows them as keyboards have them', () => {
    expect(['enter', 'ctrl+p', 'shift+tab', 'R'].map(showKey)).toEqual(['⏎', '^P', '⇧Tab', 'R']);
  });
});
