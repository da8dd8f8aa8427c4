import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemEntropy } from './entropy.ts';
import { seededEntropy } from './seeded-entropy.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sec1 = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'sec1' });

describe('seededEntropy', () => {
  it('yields the same from the same seed, today and in any later version', () => {
    const entropy = seededEntropy('a lab');
    expect(hex(entropy.bytes(8))).toBe('7823525b49d42d67');
    expect(entropy.integerBelow(1_000_000)).toBe(287_428);
    expect(entropy.newKey().privateKey.export({ format: 'jwk' }).d).toBe('PJ6DKUsu3adhPYohsuU-nQQ9biRFMG_GfZMehyH-UCY');
    expect(hex(entropy.split('node-1').bytes(8))).toBe('e67a9625863ff1ab');
  });

  it('yields other bytes from another seed, and from each of its parts', () => {
    const entropy = seededEntropy('a lab');
    const others = [
      seededEntropy('a lab '),
      seededEntropy(''),
      entropy.split(''),
      entropy.split('a'),
      entropy.split('b'),
      entropy.split('a').split('b'),
      entropy.split('b').split('a'),
      entropy.split('ab'),
      entropy.split('a:b'),
    ];
    expect(new Set([entropy, ...others].map((other) => hex(other.bytes(16)))).size).toBe(others.length + 1);
  });

  it('yields the same to each part, whoever else draws, and in which order', () => {
    const draw = fc.record({ part: fc.constantFrom('a', 'b', 'c'), length: fc.nat(40) });
    fc.assert(
      fc.property(fc.string(), fc.array(draw, { maxLength: 30 }), (seed, draws) => {
        const whole = seededEntropy(seed);
        const parts = new Map(['a', 'b', 'c'].map((part) => [part, whole.split(part)]));
        const drawn = new Map<string, string>();
        for (const { part, length } of draws) {
          whole.bytes(3);
          drawn.set(part, (drawn.get(part) ?? '') + hex(parts.get(part)?.bytes(length) ?? new Uint8Array()));
        }
        for (const [part, bytes] of drawn) {
          expect(
            hex(
              seededEntropy(seed)
                .split(part)
                .bytes(bytes.length / 2),
            ),
          ).toBe(bytes);
        }
      }),
    );
  });

  it('draws integers below any bound, none likelier than another', () => {
    const entropy = seededEntropy('integers');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (bound) => {
        const drawn = entropy.integerBelow(bound);
        expect(Number.isSafeInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
      }),
    );
    // Were numbers taken modulo this bound and none passed over, five of eight would lie in the lower half.
    const bound = 3 * 2 ** 46;
    const low = Array.from({ length: 3000 }, () => entropy.integerBelow(bound)).filter((drawn) => drawn < bound / 2);
    expect(low.length).toBeGreaterThan(1350);
    expect(low.length).toBeLessThan(1650);
    const drawn = Map.groupBy(
      Array.from({ length: 7000 }, () => entropy.integerBelow(7)),
      (number) => number,
    );
    expect(new Set(drawn.keys())).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    for (const { length } of drawn.values()) expect(Math.abs(length - 1000)).toBeLessThan(150);
  });

  it('draws nothing where there is one answer, as the system does, and refuses bounds that it cannot be fair to', () => {
    for (const entropy of [seededEntropy('a'), systemEntropy]) {
      expect([-1, 0, 1].map((bound) => entropy.integerBelow(bound))).toEqual([0, 0, 0]);
      for (const bound of [1.5, 2 ** 48, Infinity, Number.NaN]) expect(() => entropy.integerBelow(bound)).toThrow();
    }
  });

  it('makes P-256 keys that are written, and work, as the system’s own', () => {
    const entropy = seededEntropy('keys');
    const data = Buffer.from('data');
    for (let count = 0; count < 20; count++) {
      const keys = entropy.newKey();
      expect(verify('sha256', data, keys.publicKey, sign('sha256', data, keys.privateKey))).toBe(true);

      // RFC 5915 §3: version 1, the number, the curve, the point. All but number and point is the same for every key.
      const ours = sec1(keys.privateKey);
      const frame = (der: Buffer): string => hex(Buffer.concat([der.subarray(0, 7), der.subarray(39, 57)]));
      expect(ours).toHaveLength(121);
      expect(frame(ours)).toBe('30770201010420a00a06082a8648ce3d030107a14403420004');
      expect(frame(ours)).toBe(frame(sec1(systemEntropy.newKey().privateKey)));

      const { d, ...point } = keys.privateKey.export({ format: 'jwk' });
      expect(hex(ours.subarray(7, 39))).toBe(hex(Buffer.from(d ?? '', 'base64url')));
      expect(keys.publicKey.export({ format: 'jwk' })).toEqual(point);
      expect(keys.privateKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    }
  });
});
