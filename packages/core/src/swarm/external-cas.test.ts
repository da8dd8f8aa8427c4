import { describe, expect, it } from 'vitest';
import { makeRoot } from '../testing/certificates.ts';
import { externalCasFor, sameExternalCas } from './external-cas.ts';
import type { ExternalCaEntry } from './state.ts';

const entry: ExternalCaEntry = { protocol: 'cfssl', url: 'https://ca', options: { a: '1', b: '2' }, caCert: 'root' };

describe('lists of external CAs', () => {
  it('AC-083 are the same if every entry says the same, in the same order', () => {
    expect(sameExternalCas([], [])).toBe(true);
    expect(sameExternalCas([entry], [{ ...entry, options: { b: '2', a: '1' } }])).toBe(true);
    const other = { ...entry, url: 'https://other' };
    expect(sameExternalCas([entry, other], [entry, other])).toBe(true);
    for (const different of [
      [],
      [other],
      [{ ...entry, caCert: '' }],
      [{ ...entry, options: { a: '1', b: '3' } }],
      [{ ...entry, options: { a: '1' } }],
      [{ ...entry, protocol: 'another' as 'cfssl' }],
      [entry, entry],
    ]) {
      expect(sameExternalCas([entry], different)).toBe(false);
      expect(sameExternalCas(different, [entry])).toBe(false);
    }
    expect(sameExternalCas([entry, other], [other, entry])).toBe(false);
  });

  it('sign for the root that they name, however it is written, and for the present one if they name none', async () => {
    const [current, next] = [(await makeRoot()).pem, (await makeRoot()).pem];
    const entries = [
      { ...entry, url: 'named', caCert: `a comment\n\n${current}\n` },
      { ...entry, url: 'unnamed', caCert: '' },
      { ...entry, url: 'next', caCert: next },
      { ...entry, url: 'another protocol', caCert: current, protocol: 'another' as 'cfssl' },
    ];
    expect(externalCasFor(entries, current, current)).toEqual(['named', 'unnamed']);
    expect(externalCasFor(entries, next, current)).toEqual(['next']);
  });
});
