import { array, asyncProperty, constantFrom, double, tuple, uint8Array } from 'fast-check';
import { oddShapes } from '../../testing/odd-shapes.ts';
import { shapedCertificate } from '../../testing/shaped-certificate.ts';
import { X509Problem } from '../../x509/problem.ts';
import { describeCertificate } from '../decode/certificate.ts';
import { skimCertificate } from '../items/skim.ts';
import { asn1Tree } from '../layout/asn1-tree.ts';
import { opensslCertificate } from '../layout/openssl-certificate.ts';
import { peopleCertificate } from '../layout/people-certificate.ts';

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

/** Certificates of odd shapes with up to four damages. DER no more. */
export const damagedCertificates = tuple(
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

/** What a terminal or an editor would obey. */
const steering = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
/** A description is no longer than this, in characters of JSON. */
const mostJson = (bytes: number): number => 10_000 + bytes * 80;

/**
 * Reads what may be a certificate in all ways that there are.
 *
 * @throws Error when that ends otherwise than in harmless text of bounded length, or in a problem of ours
 */
export async function readInAllWays(bytes: Uint8Array): Promise<void> {
  for (const { value, tag, damage = '' } of asn1Tree(bytes)) {
    if (steering.test(value + tag + damage)) throw new Error(`an element steers: ${JSON.stringify(value)}`);
  }
  try {
    skimCertificate(bytes);
    const description = await describeCertificate(bytes);
    const people = peopleCertificate(description, 0).flatMap((line) => line.map(({ text }) => text));
    for (const text of [...opensslCertificate(description), ...people]) {
      if (steering.test(text)) throw new Error(`a line steers: ${JSON.stringify(text)}`);
    }
    const { length } = JSON.stringify(description);
    if (length > mostJson(bytes.length)) throw new Error(`${bytes.length} bytes become ${length} characters`);
  } catch (error) {
    if (!(error instanceof X509Problem)) throw error;
  }
}

export const damagedCertificatesAreRead = asyncProperty(damagedCertificates, readInAllWays);
export const anyBytesAreRead = asyncProperty(uint8Array({ maxLength: 300 }), readInAllWays);
