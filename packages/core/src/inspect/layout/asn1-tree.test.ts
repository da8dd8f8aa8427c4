import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../../testing/certificates.ts';
import { der as derOf, sequence, set, tlv } from '../../x509/der-writer.ts';
import { Tag } from '../../x509/der-reader.ts';
import { asn1Tree } from './asn1-tree.ts';

const bytes = (...of: readonly number[]): Uint8Array => Uint8Array.from(of);

describe('the tree of ASN.1', () => {
  it('covers every byte once: each element ends where the next one begins', async () => {
    const { der } = (await makeLeaf(await makeRoot(), {})).certificate;
    const elements = asn1Tree(der);
    expect(elements.length).toBeGreaterThan(60);
    for (const [at, element] of elements.entries()) {
      const { offset, headerLength, length, depth, damage } = element;
      expect(damage).toBeUndefined();
      const next = elements.slice(at + 1).find((other) => other.depth <= depth);
      // Of a BIT STRING the first byte counts bits, and is no element.
      if (next !== undefined) expect(next.offset, JSON.stringify(element)).toBe(offset + headerLength + length);
      else expect(offset + headerLength + length).toBe(der.length);
    }
  });

  it('goes into extensions, and says so', async () => {
    const { der } = (await makeLeaf(await makeRoot(), { nodeId: 'n1' })).certificate;
    const elements = asn1Tree(der);
    const name = elements.find(({ isWrapped, value }) => isWrapped && value === 'n1');
    expect(name).toMatchObject({ tag: 'cont [ 2 ]', isConstructed: false });
    expect(elements.filter(({ isWrapped }) => !isWrapped).map(({ value }) => value)).toContain('n1');
  });

  it('shows what is damaged as far as it can be read', () => {
    const damaged = asn1Tree(bytes(0x30, 0x06, 0x02, 0x01, 0x05, 0x04, 0x09, 0x00));
    expect(damaged.map(({ tag, damage }) => [tag, damage])).toEqual([
      ['SEQUENCE', undefined],
      ['INTEGER', undefined],
      ['OCTET STRING', 'element is cut short'],
    ]);
    expect(asn1Tree(bytes(0x1f, 0x81, 0x01, 0x00))[0]?.damage).toBe('its tag is longer than a byte');
    expect(asn1Tree(bytes())).toEqual([]);
  });

  it('goes no deeper and shows no more than anybody would read', () => {
    let deep: Uint8Array = bytes(0x05, 0x00);
    for (let level = 0; level < 100; level++)
      deep = Buffer.concat([bytes(0x30, 0x82, deep.length >> 8, deep.length & 255), deep]);
    // Lengths below 256 in two bytes are not DER.
    expect(asn1Tree(deep).at(-1)?.damage).toBeDefined();
    const many = asn1Tree(Buffer.concat(Array.from({ length: 6_000 }, () => bytes(0x05, 0x00))));
    expect(many).toHaveLength(5_001);
    expect(many.at(-1)?.damage).toBe('more than is shown');
  });

  it('takes the sting out of texts of strangers', () => {
    const evil = tlv(Tag.utf8String, Buffer.from('\u001b[31m\n\u202e'));
    const tree = asn1Tree(derOf(sequence(set(evil))));
    expect(tree.at(-1)?.value).toBe(String.raw`\u{1b}[31m\u{a}\u{202e}`);
  });
});
