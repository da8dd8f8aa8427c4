import { assert, asyncProperty, array, constantFrom, double, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeCertificate, longestCertificate } from '../../packages/core/src/inspect/decode/certificate.ts';
import { skimCertificate } from '../../packages/core/src/inspect/items/skim.ts';
import { opensslCertificate } from '../../packages/core/src/inspect/layout/openssl-certificate.ts';
import { peopleCertificate } from '../../packages/core/src/inspect/layout/people-certificate.ts';
import { oddShapes } from '../../packages/core/src/testing/odd-shapes.ts';
import { shapedCertificate, shapedExtension } from '../../packages/core/src/testing/shaped-certificate.ts';
import type { Shape } from '../../packages/core/src/testing/shaped-certificate.ts';
import { Tag } from '../../packages/core/src/x509/der-reader.ts';
import { bitString, oid, raw, sequence, set, tlv } from '../../packages/core/src/x509/der-writer.ts';
import type { Pieces } from '../../packages/core/src/x509/der-writer.ts';
import { Oid } from '../../packages/core/src/x509/oid.ts';
import { X509Problem } from '../../packages/core/src/x509/problem.ts';

/** So many in CI; as many as one has the patience for by hand. */
const numRuns = Number(process.env.SWARMPKI_FUZZ_RUNS ?? 1_500);

const seeds = Object.values(oddShapes).map((shape) => shapedCertificate(shape));

/** What is done to a certificate, at a part of its length from 0 to 1. */
type Mutation = (bytes: Buffer, at: number) => Uint8Array;

const lengths = ['80', '81ff', '82ffff', '84ffffffff', '8400000001', '7f', '00', '1f', 'ff'];

const mutations: readonly Mutation[] = [
  ...[1, 4, 32, 128].map((bit): Mutation => (bytes, at) => {
    bytes[at] = (bytes[at] ?? 0) ^ bit;
    return bytes;
  }),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1)]),
  (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(64, 0x30), bytes.subarray(at)]),
  ...lengths.map((hex): Mutation => (bytes, at) => {
    bytes.set(Buffer.from(hex, 'hex').subarray(0, bytes.length - at), at);
    return bytes;
  }),
];

const mutated = tuple(
  constantFrom(...seeds),
  array(tuple(constantFrom(...mutations), double({ min: 0, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 4,
  }),
).map(([seed, done]) =>
  done.reduce(
    (bytes, [mutate, at]) => Buffer.from(mutate(bytes, Math.floor(at * Math.max(0, bytes.length - 1)))),
    Buffer.from(seed),
  ),
);

/** Reads in all ways; what comes of it is good, or a problem of ours. */
async function readAll(bytes: Uint8Array): Promise<void> {
  try {
    skimCertificate(bytes);
    const description = await describeCertificate(bytes);
    const texts = [
      ...opensslCertificate(description),
      ...peopleCertificate(description, 0).flatMap((line) => line.map(({ text }) => text)),
    ];
    for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    expect(JSON.stringify(description).length).toBeLessThan(10_000 + bytes.length * 80);
  } catch (error) {
    if (!(error instanceof X509Problem)) throw error;
  }
}

describe('hostile certificates', () => {
  it('are read, or refused by a problem of ours', async () => {
    await assert(asyncProperty(mutated, readAll), { numRuns });
  });

  it('of any bytes are refused by a problem of ours', async () => {
    await assert(asyncProperty(uint8Array({ maxLength: 200 }), readAll), { numRuns });
  });

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
    await readAll(small);
    const growth = (await cost(large)) / Math.max(await cost(small), 1_000);
    expect(growth).toBeLessThan((4 * large.length) / small.length);
  });
});

/** The least CPU time of some readings, µs: what else this process does meanwhile counts as little as can be. */
async function cost(bytes: Uint8Array): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    await readAll(bytes);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}
