import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';

const canonical = (text: string): string | undefined => {
  const bytes = parseIpAddress(text);
  return bytes && formatIpAddress(bytes);
};

describe('parseIpAddress', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['FE80:0:0:0::00ff', 'fe80::ff'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['::ffff:0a00:0007', '10.0.0.7'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ])('reads %s as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each([
    '',
    'localhost',
    '127.1',
    '127.0.0.01',
    '127.0.0.256',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '[::1]',
    ':1:2:3:4:5:6:7',
  ])('takes %j for no address', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  it('agrees with URLs on what an IPv6 address is, and on its one form', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const inUrl = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
        const mine = canonical(text);
        // Only Go takes ::ffff:0:0/96 for IPv4.
        expect(inUrl?.startsWith('::ffff:') ? canonical(inUrl) : inUrl).toBe(mine);
        if (mine !== undefined) expect(parseIpAddress(mine)).toEqual(parseIpAddress(text));
      }),
    );
  });
});
