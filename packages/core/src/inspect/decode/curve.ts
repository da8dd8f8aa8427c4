import type { DerReader } from '../../x509/der-reader.ts';
import { Tag, malformed, readOid } from '../../x509/der-reader.ts';
import type { CurveDescription, ExplicitCurve } from './description.ts';
import { describeInteger, describeOid, hexOf, nextOid, onlySequence } from './elements.ts';
import { opensslNameOf } from './oid-names.ts';

/** Bits of the order of curves, by which the strength of a key is counted. */
const curveBits: Readonly<Record<string, number>> = {
  prime192v1: 192,
  prime192v2: 192,
  prime192v3: 192,
  prime239v1: 239,
  prime239v2: 239,
  prime239v3: 239,
  prime256v1: 256,
  secp112r1: 112,
  secp112r2: 110,
  secp128r1: 128,
  secp128r2: 126,
  secp160k1: 161,
  secp160r1: 161,
  secp160r2: 161,
  secp192k1: 192,
  secp224k1: 225,
  secp224r1: 224,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  sect113r1: 113,
  sect113r2: 113,
  sect131r1: 131,
  sect131r2: 131,
  sect163k1: 163,
  sect163r1: 162,
  sect163r2: 163,
  sect193r1: 193,
  sect193r2: 193,
  sect233k1: 232,
  sect233r1: 233,
  sect239k1: 238,
  sect283k1: 281,
  sect283r1: 282,
  sect409k1: 407,
  sect409r1: 409,
  sect571k1: 570,
  sect571r1: 570,
  SM2: 256,
};

/**
 * Describes the curve of an EC key by the parameters of its algorithm (RFC 5480 §2.1.1). What is written out is not taken
 * for a named curve, even where it is the same: nobody else does.
 *
 * @param identifier DER AlgorithmIdentifier
 * @throws {X509Problem} `malformed-der`
 */
export function describeCurve(identifier: Uint8Array): CurveDescription {
  const fields = onlySequence(identifier, 'algorithm of the key');
  fields.step(Tag.oid, 'algorithm of the key');
  if (fields.nextTag === Tag.sequence) {
    const explicit = describeExplicit(fields.enter(Tag.sequence, 'curve'));
    fields.finish('algorithm of the key');
    return { bits: bitsOf(Buffer.from(explicit.order, 'hex')), explicit };
  }
  if (fields.nextTag !== Tag.oid) throw malformed('the key names no curve');
  const curve = describeOid(readOid(fields.contents(Tag.oid, 'named curve')));
  fields.finish('algorithm of the key');
  const name = opensslNameOf(curve.oid)?.short ?? '';
  const bits = curveBits[name] ?? Number(/^brainpoolP(\d+)/.exec(name)?.[1] ?? 0);
  return { curve, ...(bits > 0 && { bits }) };
}

/** SEC 1 §C.2 */
function describeExplicit(parameters: DerReader): ExplicitCurve {
  parameters.step(Tag.integer, 'version of the parameters');
  const field = parameters.enter(Tag.sequence, 'field');
  const fieldType = nextOid(field, 'field');
  const fieldParameters = field.nextTag === Tag.integer ? undefined : hexOf(field.rest);
  const prime = fieldParameters === undefined ? hexOf(field.contents(Tag.integer, 'prime')) : undefined;
  const curve = parameters.enter(Tag.sequence, 'curve');
  const [a, b] = [hexOf(curve.contents(Tag.octetString, 'a')), hexOf(curve.contents(Tag.octetString, 'b'))];
  const seed = curve.nextTag === Tag.bitString ? hexOf(curve.contents(Tag.bitString, 'seed').subarray(1)) : undefined;
  curve.finish('curve');
  const generator = hexOf(parameters.contents(Tag.octetString, 'generator'));
  const order = hexOf(parameters.contents(Tag.integer, 'order'));
  const cofactor =
    parameters.nextTag === Tag.integer ? describeInteger(parameters.contents(Tag.integer, 'cofactor')).hex : undefined;
  return {
    fieldType,
    ...(prime !== undefined && { prime }),
    ...(fieldParameters !== undefined && { fieldParameters }),
    a,
    b,
    ...(seed !== undefined && { seed }),
    generator,
    order,
    ...(cofactor !== undefined && { cofactor }),
  };
}

/** Of a number that is not negative. */
export function bitsOf(contents: Uint8Array): number {
  const first = contents.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (contents.length - first) * 8 - Math.clz32((contents[first] ?? 0) << 24);
}
