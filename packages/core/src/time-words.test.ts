import { describe, expect, it } from 'vitest';
import { day, iso, moment, momentToSecond, span, spanUnit } from './time-words.ts';

describe('time', () => {
  it('is told to the minute, to the second, and for programs', () => {
    const time = Date.UTC(2026, 10, 24, 12, 30, 15, 999);
    expect([moment(time), momentToSecond(time), iso(time)]).toEqual([
      '2026-11-24 12:30 UTC',
      '2026-11-24 12:30:15 UTC',
      '2026-11-24T12:30:15.999Z',
    ]);
  });

  it('is told of any number', () => {
    expect(moment(Date.UTC(12026, 0, 1))).toBe('12026-01-01 00:00 UTC');
    expect(moment(Number.POSITIVE_INFINITY)).toBe('275760-09-13 00:00 UTC');
    expect(moment(-1e300)).toMatch(/^-271821-04-20 /);
  });

  it.each([
    [59_999, 'less than a minute'],
    [60_000, '1 minute'],
    [119 * 60_000, '119 minutes'],
    [2 * 3_600_000, '2 hours'],
    [2 * day, '2 days'],
    [3652 * day, '10 years'],
  ])('of %i ms is %s', (ms, text) => {
    expect(span(ms)).toBe(text);
    const unit = spanUnit(ms);
    expect(span(Math.floor(ms / unit) * unit + unit)).not.toBe(text);
  });
});
