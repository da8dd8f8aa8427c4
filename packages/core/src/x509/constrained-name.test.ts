import { describe, expect, it } from 'vitest';
import { longestName, parseMailbox, reverseLabels, uriHost } from './constrained-name.ts';

describe('a name that is compared with constraints', () => {
  it('is taken apart up to some length, and no further', () => {
    const label = 'a'.repeat(longestName);
    expect(reverseLabels(label)).toHaveLength(1);
    expect(reverseLabels(`${label}a`)).toBeUndefined();
    expect(parseMailbox(`${'a'.repeat(longestName - 2)}@x`)).toMatchObject({ domain: 'x' });
    expect(parseMailbox(`${'a'.repeat(longestName - 1)}@x`)).toBeUndefined();
    const uri = (length: number): string => 'https://x/'.padEnd(length, 'a');
    expect(uriHost(uri(longestName))).toBe('x');
    expect(uriHost(uri(longestName + 1))).toBeUndefined();
  });

  it('may be as long as a certificate is', () => {
    const long = 'a'.repeat(20_000_000);
    for (const text of [long, `${long}@x`, `"${long}"@x`, `https://x/${long}`, `x:${long}#${long}%`]) {
      expect([reverseLabels(text), parseMailbox(text), uriHost(text)]).toEqual([undefined, undefined, undefined]);
    }
  });
});
