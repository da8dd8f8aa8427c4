import { describe, expect, it } from 'vitest';
import { makeRoot, noon } from '../testing/certificates.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('createRoot', () => {
  it('AC-002 lasts for twenty years, from five minutes before the nearest minute', async () => {
    const { certificate } = await makeRoot(noon + 31_000);
    expect(certificate.notBefore).toBe(noon + minute - 5 * minute);
    expect(certificate.notAfter - certificate.notBefore).toBe(7300 * day);
  });

  it('has the three extensions of a swarm root in their order, and nothing else', async () => {
    const { certificate } = await makeRoot();
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    expect(certificate.version).toBe(3);
    expect(certificate.issuer).toEqual(certificate.subject);
    expect(hex(certificate.subject)).toBe('30133111300f0603550403130873776172 6d2d6361'.replace(' ', ''));
    expect(certificate.extensions.map(({ oid, critical }) => [oid, critical])).toEqual([
      ['2.5.29.15', true],
      ['2.5.29.19', true],
      ['2.5.29.14', false],
    ]);
    expect(hex(certificate.extensions[0]?.value ?? new Uint8Array())).toBe('03020106');
    expect(hex(certificate.extensions[1]?.value ?? new Uint8Array())).toBe('30030101ff');
  });
});
