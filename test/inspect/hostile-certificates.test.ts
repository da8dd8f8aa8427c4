import { describe, expect, it } from 'vitest';
import { longestCertificate } from '../../packages/core/src/inspect/decode/certificate.ts';
import { readInAllWays } from '../../packages/core/src/inspect/testing/hostile-certificates.ts';
import { shapedCertificate, shapedExtension } from '../../packages/core/src/testing/shaped-certificate.ts';
import type { Shape } from '../../packages/core/src/testing/shaped-certificate.ts';
import { Tag } from '../../packages/core/src/x509/der-reader.ts';
import { bitString, oid, raw, sequence, set, tlv } from '../../packages/core/src/x509/der-writer.ts';
import type { Pieces } from '../../packages/core/src/x509/der-writer.ts';
import { Oid } from '../../packages/core/src/x509/oid.ts';

describe('hostile certificates', () => {
  const many = (count: number, each: Pieces): Pieces => [
    Buffer.concat(Array.from({ length: count }, () => Buffer.concat(each as Uint8Array[]))),
  ];
  const attribute = sequence(oid(Oid.commonName), tlv(Tag.utf8String, Buffer.from('a')));
  const nested = (depth: number): Pieces => {
    let inner: Uint8Array = Uint8Array.of(5, 0);
    for (let level = 0; level < depth; level++) inner = Buffer.concat(sequence(raw(inner)) as Uint8Array[]);
    return raw(inner);
  };

  it.each<[string, (size: number) => Shape]>([
    ['a name of many attributes', (size) => ({ subject: sequence(many(size, set(attribute))) })],
    ['one RDN of many attributes', (size) => ({ subject: sequence(set(many(size, attribute))) })],
    ['many extensions', (size) => ({ extensions: [many(size, shapedExtension('1.2.3', tlv(Tag.null)))] })],
    [
      'the same extension many times, damaged',
      (size) => ({ extensions: [many(size, shapedExtension(Oid.certificatePolicies, tlv(Tag.null)))] }),
    ],
    [
      'many names',
      (size) => ({ extensions: [shapedExtension(Oid.subjectAltName, sequence(many(size, tlv(Tag.context(2)))))] }),
    ],
    [
      'many policies',
      (size) => ({
        extensions: [shapedExtension(Oid.certificatePolicies, sequence(many(size, sequence(oid('1.2.3')))))],
      }),
    ],
    ['deep nesting', (size) => ({ extensions: [shapedExtension(Oid.certificatePolicies, nested(size / 8))] })],
    ['a long serial number', (size) => ({ serialNumber: tlv(Tag.integer, Buffer.alloc(size * 8, 1)) })],
    ['a long OID', (size) => ({ extensions: [sequence(tlv(Tag.oid, Buffer.alloc(size * 8, 0x2a)))] })],
    ['an OID of one long arc', (size) => ({ extensions: [sequence(tlv(Tag.oid, Buffer.alloc(size * 8, 0x8f)))] })],
    [
      'a long key',
      (size) => ({
        spki: sequence(
          sequence(oid(Oid.rsaEncryption)),
          bitString(sequence(tlv(Tag.integer, Buffer.alloc(size * 8, 1)), tlv(Tag.integer, Buffer.alloc(size * 8, 1)))),
        ),
      }),
    ],
    [
      'a long text',
      (size) => ({
        subject: sequence(set(sequence(oid(Oid.commonName), tlv(Tag.utf8String, Buffer.alloc(size * 8, 0x1b))))),
      }),
    ],
  ])('take no more than linear time: %s', async (_what, shapeOf) => {
    const [small, large] = [2_000, 16_000].map((size) => shapedCertificate(shapeOf(size)));
    if (small === undefined || large === undefined || large.length > longestCertificate) throw new Error('too large');
    await readInAllWays(small);
    const growth = (await cost(large)) / Math.max(await cost(small), 1_000);
    expect(growth).toBeLessThan((4 * large.length) / small.length);
  });
});

/** The least CPU time of some readings, µs: what else this process does meanwhile counts as little as can be. */
async function cost(bytes: Uint8Array): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    await readInAllWays(bytes);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}
