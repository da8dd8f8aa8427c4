import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, octetString, raw, tlv } from '../../x509/der-writer.ts';
import { definiteForm } from './ber.ts';

/** An element in both forms: with definite lengths, and with every length open that may be. */
interface Both {
  readonly der: Uint8Array;
  readonly ber: Uint8Array;
}

const end = Uint8Array.of(0, 0);
const both = (tag: number, parts: readonly Both[]): Both => ({
  der: der(tlv(tag, ...parts.map((part) => part.der))),
  ber: Buffer.concat([Uint8Array.of(tag, 0x80), ...parts.map((part) => part.ber), end]),
});

const { element } = fc.letrec<{ element: Both }>((tie) => ({
  element: fc.oneof(
    { depthSize: 'medium' },
    fc
      .tuple(fc.constantFrom(0x02, 0x05, 0x06, 0x0c, 0x80), fc.uint8Array({ maxLength: 300 }))
      .map(([tag, contents]) => {
        const same = der(tlv(tag, contents));
        return { der: same, ber: same };
      }),
    fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }).map((pieces) => ({
      der: der(octetString(raw(Buffer.concat(pieces)))),
      ber: Buffer.concat([Uint8Array.of(0x24, 0x80), ...pieces.map((piece) => der(octetString(raw(piece)))), end]),
    })),
    fc
      .tuple(fc.constantFrom(0x30, 0x31, 0xa0), fc.array(tie('element'), { maxLength: 5 }))
      .map(([tag, parts]) => both(tag, parts)),
  ),
}));
const outermost = fc.array(element, { maxLength: 5 }).map((parts) => both(0x30, parts));

describe('BER with open lengths', () => {
  it('becomes what it would be with definite ones', () => {
    fc.assert(
      fc.property(outermost, ({ der: wanted, ber }) => {
        expect(Buffer.from(definiteForm(ber)).equals(wanted)).toBe(true);
        expect(definiteForm(wanted)).toBe(wanted);
      }),
    );
  });

  it('keeps what follows it', () => {
    const { der: wanted, ber } = both(0x30, []);
    expect(Buffer.from(definiteForm(Buffer.concat([ber, Buffer.from('rest')])))).toEqual(
      Buffer.concat([wanted, Buffer.from('rest')]),
    );
  });

  it.each([
    ['never ends', [0x30, 0x80, 0x02, 0x01, 0x05]],
    ['leaves a number open', [0x30, 0x80, 0x02, 0x80, 0, 0, 0, 0]],
    ['makes a string of numbers', [0x30, 0x80, 0x24, 0x80, 0x02, 0x01, 0x05, 0, 0, 0, 0]],
    ['is cut short', [0x30, 0x80, 0x04, 0x05, 0x01]],
    ['is too deep', Array.from({ length: 40 }, () => [0x30, 0x80]).flat()],
  ])('is refused that %s', (_, bytes) => {
    expect(() => definiteForm(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code: 'malformed-der' }));
  });
});
