import { beforeAll, describe, expect, it } from 'vitest';
import { makeRoot } from '../../testing/certificates.ts';
import type { Item } from './item.ts';
import { decodeText, itemsInBytes } from './read-bytes.ts';

const kinds = (items: readonly Item[]): readonly string[] => items.map(({ kind }) => kind);

describe('a file', () => {
  let root: Awaited<ReturnType<typeof makeRoot>>;
  beforeAll(async () => {
    root = await makeRoot();
  });

  it('of DER has no range, and is found all the same', () => {
    const [item] = itemsInBytes(root.certificate.der, 'root.der');
    expect(item).toMatchObject({ kind: 'certificate', place: { source: 'root.der' }, find: { kind: 'der' } });
    expect(item?.place).not.toHaveProperty('range');
  });

  it('of text is UTF-8 or, as its mark says, UTF-16; the mark is no part of it', () => {
    const text = `# Größe\n${root.pem}`;
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const encodings = {
      utf8: Buffer.from(text),
      'utf8 with a mark': Buffer.from(`\ufeff${text}`),
      utf16le: utf16,
      utf16be: Buffer.from(utf16).swap16(),
    };
    for (const [name, bytes] of Object.entries(encodings)) {
      expect([name, decodeText(bytes)]).toEqual([name, text]);
      const [item] = itemsInBytes(bytes, name);
      expect(item).toMatchObject({ kind: 'certificate', place: { range: { start: text.indexOf('---') } } });
    }
  });

  it('of UTF-16 with half a character at its end is read up to there', () => {
    expect(decodeText(Buffer.from([0xfe, 0xff, 0, 0x41, 0x42]))).toBe('A');
    expect(decodeText(Buffer.from([0xff, 0xfe, 0x41, 0, 0x42]))).toBe('A');
  });

  it('of text without anything in it holds nothing', () => {
    expect(itemsInBytes(new Uint8Array(), 'empty')).toEqual([]);
    expect(itemsInBytes(Buffer.from('nothing\n'), 'text')).toEqual([]);
    expect(itemsInBytes(Buffer.from('0'.repeat(1000)), 'digits')).toEqual([]);
  });

  it('of text in another encoding is searched too', () => {
    expect(kinds(itemsInBytes(Buffer.from(`Größe\n${root.pem}`, 'latin1'), 'latin1'))).toEqual(['certificate']);
  });

  it('of neither is unreadable, and what is known of its kind is said', () => {
    const [jks, gzip, other] = [
      [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2],
      [0x1f, 0x8b, 8, 0],
      [0, 1, 2, 3],
    ].map((bytes) => itemsInBytes(Uint8Array.from(bytes), 'file')[0]);
    expect(jks).toMatchObject({ kind: 'unreadable', problem: { message: 'the file is a Java key store (JKS)' } });
    expect(gzip).toMatchObject({ kind: 'unreadable', problem: { message: 'the file is compressed' } });
    expect(other).toMatchObject({ kind: 'unreadable', problem: { code: 'unknown-contents' } });
  });

  it('of DER that breaks off is unreadable, and no text in which nothing stands', () => {
    for (const length of [20, 100, 200, root.certificate.der.length - 1]) {
      expect(kinds(itemsInBytes(root.certificate.der.subarray(0, length), 'cut.der'))).toEqual(['unreadable']);
    }
  });

  it('of more than 128 MiB is not read', () => {
    expect(itemsInBytes(new Uint8Array(128 * 2 ** 20 + 1), 'huge')).toMatchObject([
      { kind: 'unreadable', as: 'file', problem: { code: 'too-large' } },
    ]);
  });
});
