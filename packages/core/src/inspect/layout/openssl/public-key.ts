import type { ExplicitCurve, KeyDescription, PublicKeyDescription } from '../../decode/description.ts';
import { opensslNameOf } from '../../decode/oid-names.ts';
import type { PssDescription } from '../../decode/parts.ts';
import { hexLines, labeledNumber, longName } from './text.ts';

const indent = ' '.repeat(16);

/** NIST's names of curves. */
const nistNames: ReadonlyMap<string, string> = new Map([
  ['prime192v1', 'P-192'],
  ['secp224r1', 'P-224'],
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
  ['sect163k1', 'K-163'],
  ['sect163r2', 'B-163'],
  ['sect233k1', 'K-233'],
  ['sect233r1', 'B-233'],
  ['sect283k1', 'K-283'],
  ['sect283r1', 'B-283'],
  ['sect409k1', 'K-409'],
  ['sect409r1', 'B-409'],
  ['sect571k1', 'K-571'],
  ['sect571r1', 'B-571'],
]);

/** The lines of a public key, its algorithm first. */
export function publicKeyLines({ algorithm, key, problem }: PublicKeyDescription): readonly string[] {
  return [`            Public Key Algorithm: ${longName(algorithm.oid)}`, ...keyLines(key, problem)];
}

function keyLines(key: PublicKeyDescription['key'], problem: string | undefined): readonly string[] {
  const unable = ['            Unable to load Public Key'];
  if (problem !== undefined) return unable;
  switch (key.kind) {
    case 'rsa':
    case 'rsa-pss':
      return [
        `${indent}Public-Key: (${key.bits} bit)`,
        ...labeledNumber('Modulus:', key.modulus, indent),
        ...labeledNumber('Exponent:', key.exponent.hex, indent),
        ...(key.kind === 'rsa-pss' ? restrictionLines(key.pss) : []),
      ];
    case 'ec':
      return curveLines(key) ?? unable;
    case 'ed25519':
    case 'ed448':
    case 'x25519':
    case 'x448':
      return [`${indent}${key.kind.toUpperCase()} Public-Key:`, ...pointLines(key.point)];
    case 'dsa': {
      if (key.parameters === undefined) return unable;
      const { p, q, g } = key.parameters;
      return [
        `${indent}Public-Key: (${key.bits} bit)`,
        ...labeledNumber('pub: ', key.y, indent),
        ...labeledNumber('P:   ', p, indent),
        ...labeledNumber('Q:   ', q, indent),
        ...labeledNumber('G:   ', g, indent),
      ];
    }
    case 'other':
      return unable;
  }
}

/** @returns `undefined` for a curve that is not known */
function curveLines({ curve, explicit, bits, point }: Extract<KeyDescription, { kind: 'ec' }>) {
  const name = curve && opensslNameOf(curve.oid)?.short;
  const nist = name && nistNames.get(name);
  const parameters =
    explicit === undefined
      ? name && [`${indent}ASN1 OID: ${name}`, ...(nist ? [`${indent}NIST CURVE: ${nist}`] : [])]
      : explicitLines(explicit);
  return bits && parameters ? [`${indent}Public-Key: (${bits} bit)`, ...pointLines(point), ...parameters] : undefined;
}

const forms: Readonly<Record<string, string>> = { '02': 'compressed', '03': 'compressed', '04': 'uncompressed' };

function explicitLines({ fieldType, prime, a, b, generator, order, cofactor, seed }: ExplicitCurve) {
  if (prime === undefined) return undefined;
  const element = (label: string, hex: string): readonly string[] => labeledNumber(label, `00${hex}`, indent);
  return [
    `${indent}Field Type: ${fieldType.name}`,
    ...labeledNumber('Prime:', prime, indent),
    ...element('A:   ', a),
    ...element('B:   ', b),
    `${indent}Generator (${forms[generator.slice(0, 2)] ?? 'hybrid'}):`,
    ...hexLines(generator, `${indent}    `, 15),
    ...labeledNumber('Order: ', order, indent),
    ...(cofactor === undefined ? [] : labeledNumber('Cofactor: ', cofactor, indent)),
    ...(seed === undefined ? [] : [`${indent}Seed:`, ...hexLines(seed, `${indent}    `, 15)]),
  ];
}

function pointLines(point: string): readonly string[] {
  return [`${indent}pub:`, ...hexLines(point, `${indent}    `, 15)];
}

function restrictionLines(pss: PssDescription | undefined): readonly string[] {
  if (pss === undefined) return [`${indent}No PSS parameter restrictions`];
  const { hash, maskHash, saltLength, trailerField } = pss;
  const byDefault = (is: boolean): string => (is ? ' (default)' : '');
  const upper = (oid: string): string => pssDigestName(oid);
  const isSha1 = (oid: string): boolean => oid === '1.3.14.3.2.26';
  return [
    'PSS parameter restrictions:',
    `  Hash Algorithm: ${upper(hash.oid)}${byDefault(isSha1(hash.oid))}`,
    `  Mask Algorithm: MGF1 with ${upper(maskHash.oid)}${byDefault(isSha1(maskHash.oid))}`,
    `  Minimum Salt Length: ${saltLength}${byDefault(saltLength === 20)}`,
    `  Trailer Field: 0x${trailerField.toString(16)}${byDefault(trailerField === 1)}`,
  ].map((line) => indent + line);
}

function pssDigestName(oid: string): string {
  const short = opensslNameOf(oid)?.short ?? oid;
  return short.replace(/^SHA(\d)/, (_, digit) => (short === 'SHA1' ? 'SHA1' : `SHA2-${digit}`));
}
