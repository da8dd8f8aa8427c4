import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secrets } from './secrets.ts';

describe('secrets that must not be seen', () => {
  const secrets = new Secrets();
  const key = randomBytes(32);
  secrets.addBytes('the key', key);
  secrets.addText('the token', '0tey60uet1m4m2gnodr22ujex');
  const hex = key.toString('hex');

  it.each([
    ['hexadecimal', `x ${hex} y`],
    ['hexadecimal', hex.toUpperCase()],
    ['hexadecimal with colons', hex.replaceAll(/..(?=.)/g, '$&:')],
    ['a decimal number', BigInt(`0x${hex}`).toString()],
    ['a list of bytes', JSON.stringify(key)],
    ['base64', Buffer.concat([randomBytes(7), key, randomBytes(5)]).toString('base64')],
    ['base64', key.toString('base64').replaceAll(/.{20}/g, '$&\\n')],
  ])('are found, whatever stands beside them: %s', (form, text) => {
    expect(secrets.leaksIn(text)).toEqual([`the key, ${form}`]);
  });

  it('are found in part, and nothing is found where they are not', () => {
    expect(secrets.leaksIn('…0tey60uet1m4m2gn…')).toEqual(['the token, as it is']);
    expect(secrets.leaksIn(randomBytes(50_000).toString('base64'))).toEqual([]);
  });
});
