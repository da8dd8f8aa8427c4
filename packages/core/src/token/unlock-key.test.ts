import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUnlockKey, parseUnlockKey } from './unlock-key.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
const text = formatUnlockKey(key);

describe('unlock keys', () => {
  it('AC-112 are read back as they were printed', () => {
    expect(text).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(parseUnlockKey(formatUnlockKey(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['AC-112 another prefix', `A${text}`],
    ['AC-112 no base64', 'SWMKEY-1-this is not base64 at all, is it'],
    ['padding', `${text}=`],
    ['the URL alphabet', 'SWMKEY-1-_-_-'],
    ['six bits, which are no byte', 'SWMKEY-1-A'],
    ['a join token', 'SWMTKN-1-x-y'],
    ['white space before it', ` ${text}`],
    ['white space after it', `${text}\n`],
    ['nothing', ''],
  ])('refuse %s', (_what, wrong) => {
    expect(() => parseUnlockKey(wrong)).toThrow(/^invalid key string$/);
  });

  it('say what is wrong with them, and never repeat themselves', () => {
    try {
      parseUnlockKey(`${text}=`);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-unlock-key', expected: expect.stringContaining('without padding') });
      expect(JSON.stringify(error)).not.toContain(text.slice('SWMKEY-1-'.length));
    }
  });

  it('are bare while a swarm is not locked', () => {
    expect(formatUnlockKey(new Uint8Array())).toBe('SWMKEY-1-');
    expect(parseUnlockKey('SWMKEY-1-')).toHaveLength(0);
  });
});
