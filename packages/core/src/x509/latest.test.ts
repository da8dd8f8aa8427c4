import { describe, expect, it } from 'vitest';
import { Latest } from './latest.ts';

describe('the latest of what was made', () => {
  it('is made once for the same bytes, whoever holds them', () => {
    const latest = new Latest<object>(2);
    const first = latest.get(Uint8Array.of(1, 255), () => ({}));
    expect(latest.get(Buffer.from([0, 1, 255]).subarray(1), () => ({}))).toBe(first);
    expect(latest.get(Uint8Array.of(1, 254), () => ({}))).not.toBe(first);
  });

  it('is forgotten when others have been asked for since', () => {
    const latest = new Latest<string>(2);
    const ask = (byte: number, made: string): string => latest.get(Uint8Array.of(byte), () => made);
    ask(1, 'a');
    ask(2, 'b');
    ask(1, 'a again');
    ask(3, 'c');
    expect([ask(1, 'new'), ask(3, 'new'), ask(2, 'new')]).toEqual(['a', 'c', 'new']);
  });

  it('is not kept if it could not be made', () => {
    const latest = new Latest<string>(2);
    const fail = (): string => {
      throw new Error('unreadable');
    };
    expect(() => latest.get(Uint8Array.of(1), fail)).toThrow('unreadable');
    expect(latest.get(Uint8Array.of(1), () => 'readable')).toBe('readable');
  });
});
