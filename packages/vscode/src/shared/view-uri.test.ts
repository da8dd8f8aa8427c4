import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readViewUri, viewUri } from './view-uri.ts';
import type { View } from './view-uri.ts';

const of = { uri: 'file:///a%20b/%C3%A4?x#y', position: { line: 3, character: 0 } };

describe('the URI of a view', () => {
  it.each<View>([
    { kind: 'decoded', of },
    { kind: 'file', uri: of.uri },
    { kind: 'comparison', of, with: { ...of, uri: 'untitled:Untitled-1' } },
  ])('says what is to be shown: $kind', (view) => {
    expect(readViewUri(viewUri(view))).toEqual(view);
    expect(viewUri(view)).toMatch(/^swarmpki:\/(decoded|comparison)\.txt\?[^ #]+$/);
  });

  it.each([
    'swarmpki:/decoded.txt',
    'swarmpki:/decoded.txt?%',
    'swarmpki:/decoded.txt?null',
    viewUri({ kind: 'decoded', of }).replace('swarmpki', 'file'),
    `swarmpki:/a?${JSON.stringify({ kind: 'toString', of })}`,
    `swarmpki:/a?${JSON.stringify({ kind: 'comparison', of })}`,
    `swarmpki:/a?${JSON.stringify({ kind: 'file', of })}`,
    `swarmpki:/a?${JSON.stringify({ kind: 'chain', of: { uri: 'a', position: { line: 'x' } } })}`,
  ])('may be none: %s', (uri) => {
    expect(readViewUri(uri)).toBeUndefined();
  });

  it('is read whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => void readViewUri(`swarmpki:/a?${text}`)));
  });
});
