import { describe, expect, it } from 'vitest';
import { fill, flagWords, turned, valueOf } from './form.ts';
import type { FormField } from './form.ts';

const expiry: FormField = { flag: 'cert-expiry', label: '', kind: 'text', initial: '2160h', meaning: '' };
const lock: FormField = { flag: 'autolock', label: '', kind: 'switch', initial: 'false', meaning: '' };
const use: FormField = {
  flag: 'availability',
  label: '',
  kind: { choices: ['active', 'drain'] },
  initial: 'active',
  meaning: '',
};
const fields = [expiry, lock, use];

describe('a form', () => {
  it('is no flag at all as long as nothing was changed', () => {
    expect(flagWords(fields, {})).toEqual([]);
    expect(fields.map((field) => valueOf(field, {}))).toEqual(['2160h', 'false', 'active']);
  });

  it('becomes the words of a command line, in the order of the fields', () => {
    const filled = fill(fill(fill({}, use, 'drain'), lock, turned(lock, {})), expiry, ' 1h ');
    expect(flagWords(fields, filled)).toEqual(['--cert-expiry', '1h', '--autolock', '--availability', 'drain']);
  });

  it('leaves a field out again that is as usual, or empty', () => {
    const filled = fill({}, expiry, '1h');
    expect(fill(filled, expiry, '2160h')).toEqual({});
    expect(fill(filled, expiry, '')).toEqual({});
    expect(turned(use, fill({}, use, 'drain'))).toBe('active');
  });
});
