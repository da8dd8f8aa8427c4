import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierFrom } from './identifier.ts';
import { formatJoinToken, parseJoinToken } from './join-token.ts';
import { TokenProblem } from './problem.ts';

const digest = hash('sha256', 'a root', 'buffer');
const secret = new Uint8Array(16).fill(7);
const token = formatJoinToken(digest, secret);

describe('formatJoinToken', () => {
  it('AC-043 writes version 1', () => {
    expect(token).toMatch(/^SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}$/);
  });

  it('AC-044 writes version 2 with the flag for a swarm that demands FIPS', () => {
    expect(formatJoinToken(digest, secret, { fips: true })).toMatch(/^SWMTKN-2-1-[0-9a-z]{50}-[0-9a-z]{25}$/);
  });

  it('fills both parts to their width for the smallest and the largest numbers', () => {
    for (const byte of [0, 255]) {
      const [digestBytes, secretBytes] = [new Uint8Array(32).fill(byte), new Uint8Array(16).fill(byte)];
      const read = parseJoinToken(formatJoinToken(digestBytes, secretBytes));
      expect(read.digest).toBe(Buffer.from(digestBytes).toString('hex'));
      expect(read.secret).toHaveLength(25);
    }
  });

  it('is read back as it was written, for any digest and secret', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.boolean(),
        (d, s, fips) => {
          const text = formatJoinToken(d, s, { fips });
          expect(parseJoinToken(text)).toMatchObject({
            version: fips ? 2 : 1,
            fips,
            digest: Buffer.from(d).toString('hex'),
          });
        },
      ),
    );
  });
});

describe('parseJoinToken', () => {
  it.each([
    ['AC-046 rubbish', 'invalidtoken'],
    ['AC-046 a secret one character short', token.slice(0, -1)],
    ['AC-046 version 0', token.replace('-1-', '-0-')],
    ['AC-047 version 2 with four parts', token.replace('-1-', '-2-')],
    ['version 1 with five parts', token.replace('-1-', '-1-0-')],
    ['version 2 with a flag of 2', token.replace('-1-', '-2-2-')],
    ['white space around it', ` ${token}`],
    ['an unlock key', 'SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8'],
    ['an unexpanded variable', '{{ worker_token }}'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(() => parseJoinToken(text)).toThrow(/^invalid join token$/);
  });

  it('says which part is wrong, and never repeats the secret', () => {
    const { secret: mine } = parseJoinToken(token);
    try {
      parseJoinToken(`${token}x`);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(TokenProblem);
      if (!(error instanceof TokenProblem)) throw error;
      expect(error.expected).toContain('its secret has 26 characters');
      expect(JSON.stringify([error.message, error.expected, error.next])).not.toContain(mine);
    }
  });

  it('reads an upper-case digest, and one that is no number as zero', () => {
    const [, , digestPart = ''] = token.split('-');
    expect(parseJoinToken(token.replace(digestPart, digestPart.toUpperCase())).digest).toBe(digest.toString('hex'));
    expect(parseJoinToken(token.replace(digestPart, '!'.repeat(50))).digest).toBe('0'.repeat(64));
  });

  it('refuses a digest of more than 256 bits', () => {
    const [, , digestPart = ''] = token.split('-');
    expect(() => parseJoinToken(token.replace(digestPart, 'z'.repeat(50)))).toThrow('invalid checksum digest length');
  });
});

describe('identifierFrom', () => {
  it('AC-049 always has 25 base 36 digits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 17, maxLength: 17 }), (random) => {
        expect(identifierFrom(random)).toMatch(/^[0-9a-z]{25}$/);
      }),
      { numRuns: 1000 },
    );
  });
});
