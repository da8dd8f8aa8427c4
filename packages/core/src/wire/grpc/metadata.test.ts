import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage, formatTimeout, parseTimeout } from './metadata.ts';

/** Any there is. The library's own unit `binary` is the same, and takes a second to be made. */
const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10_ff_ff }))
  .map((point) => String.fromCodePoint(point));

describe('status messages', () => {
  it('travel as printable ASCII and arrive as they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 200 }), (message) => {
        const encoded = encodeMessage(message);
        expect(encoded).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeMessage(encoded)).toBe(Buffer.from(message, 'utf8').toString('utf8'));
      }),
    );
    expect(encodeMessage('50 % of «ä»\n')).toBe('50 %25 of %C2%AB%C3%A4%C2%BB%0A');
  });

  it('are taken as they stand where the encoding is broken', () => {
    expect(decodeMessage('100% sure, %zz, %4')).toBe('100% sure, %zz, %4');
  });

  it('have a bound', () => {
    expect(encodeMessage('x'.repeat(100_000)).length).toBeLessThan(10_000);
  });
});

describe('grpc-timeout', () => {
  it.each([
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['5S', 5_000],
    ['100m', 100],
    ['250000u', 250],
    ['99999999n', 99.999999],
  ])('%s is %d ms', (text, ms) => {
    expect(parseTimeout(text)).toBeCloseTo(ms, 6);
  });

  it.each(['', '5', 'S', '5s', '-1S', '1.5S', '123456789S', '5S ', '0x5S'])('%j is none', (text) => {
    expect(parseTimeout(text)).toBeUndefined();
  });

  it('is written so that it is read back as no less, in eight digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3e12, noNaN: true }), (ms) => {
        const text = formatTimeout(ms);
        expect(text).toMatch(/^\d{1,8}[mSMH]$/);
        expect(parseTimeout(text)).toBeGreaterThanOrEqual(ms);
      }),
    );
    expect(formatTimeout(5000)).toBe('5000m');
  });
});
