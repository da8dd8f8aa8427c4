import { hash } from 'node:crypto';
import { DerReader, Tag, checkInteger, readBitString } from '../../x509/der-reader.ts';
import { Oid } from '../../x509/oid.ts';
import { describeAlgorithm } from './algorithm.ts';
import { bitsOf, describeCurve } from './curve.ts';
import type { KeyDescription, PublicKeyDescription } from './description.ts';
import type { AlgorithmDescription } from './parts.ts';
import { attempt, describeInteger, hexOf, onlySequence } from './elements.ts';

const dsa = '1.2.840.10040.4.1';
/** RSA's identifier in X.509 itself, before there was PKCS #1. */
const oldRsa = '2.5.8.1.1';

/** Keys that are a point and nothing else, with the length of it in bytes, and their strength as OpenSSL counts. */
const points: ReadonlyMap<string, { readonly kind: 'ed25519' | 'ed448' | 'x25519' | 'x448'; readonly bits: number }> =
  new Map([
    ['1.3.101.110', { kind: 'x25519', bits: 253 }],
    ['1.3.101.111', { kind: 'x448', bits: 448 }],
    [Oid.ed25519, { kind: 'ed25519', bits: 256 }],
    ['1.3.101.113', { kind: 'ed448', bits: 456 }],
  ]);

/**
 * Describes a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). A key that cannot be read says why.
 *
 * @param spki DER SubjectPublicKeyInfo
 */
export function describePublicKey(spki: Uint8Array): PublicKeyDescription {
  const named = { sha256: hash('sha256', spki), der: hexOf(spki) };
  const outer = attempt(() => {
    const fields = onlySequence(spki, 'subjectPublicKeyInfo');
    const identifier = fields.element(Tag.sequence, 'algorithm of the key');
    const bits = fields.contents(Tag.bitString, 'public key');
    fields.finish('subjectPublicKeyInfo');
    return { identifier, bits };
  });
  if ('problem' in outer) {
    return { algorithm: { oid: '' }, key: { kind: 'other', value: '' }, ...named, problem: outer.problem };
  }
  const { identifier, bits } = outer.read;
  const algorithm = describeAlgorithm(identifier);
  const inner = attempt(() => {
    const key = readBitString(bits, 'public key');
    return { key: describeKey(algorithm, identifier, key), keyIdentifier: hash('sha1', key) };
  });
  if ('read' in inner) return { algorithm, ...inner.read, ...named };
  return { algorithm, key: { kind: 'other', value: hexOf(bits.subarray(1)) }, ...named, problem: inner.problem };
}

function describeKey(algorithm: AlgorithmDescription, identifier: Uint8Array, key: Uint8Array): KeyDescription {
  const { oid, pss } = algorithm;
  const point = points.get(oid);
  if (point) return { ...point, point: hexOf(key) };
  switch (oid) {
    case Oid.rsaEncryption:
    case oldRsa:
      return { kind: 'rsa', ...describeRsa(key) };
    case Oid.rsassaPss:
      return { kind: 'rsa-pss', ...describeRsa(key), ...(pss && { pss }) };
    case Oid.ecPublicKey:
      return { kind: 'ec', ...describeCurve(identifier), point: hexOf(key) };
    case dsa:
      return describeDsa(identifier, key);
    default:
      return { kind: 'other', value: hexOf(key) };
  }
}

function describeRsa(key: Uint8Array): Pick<KeyDescription & { kind: 'rsa' }, 'bits' | 'modulus' | 'exponent'> {
  const numbers = onlySequence(key, 'RSA key');
  const modulus = numbers.contents(Tag.integer, 'modulus');
  const exponent = describeInteger(numbers.contents(Tag.integer, 'public exponent'));
  numbers.finish('RSA key');
  checkInteger(modulus, 'modulus');
  return { bits: bitsOf(modulus), modulus: hexOf(modulus), exponent };
}

function describeDsa(identifier: Uint8Array, key: Uint8Array): KeyDescription {
  const reader = new DerReader(key);
  const y = hexOf(reader.contents(Tag.integer, 'DSA key'));
  reader.finish('DSA key');
  const fields = onlySequence(identifier, 'algorithm of the key');
  fields.step(Tag.oid, 'algorithm of the key');
  const parameters = fields.optional(Tag.sequence, 'DSA parameters');
  if (!parameters) return { kind: 'dsa', y };
  const p = parameters.contents(Tag.integer, 'p');
  const q = parameters.contents(Tag.integer, 'q');
  const g = parameters.contents(Tag.integer, 'g');
  return { kind: 'dsa', bits: bitsOf(p), y, parameters: { p: hexOf(p), q: hexOf(q), g: hexOf(g) } };
}
