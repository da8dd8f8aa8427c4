import type { CertificateDescription } from '../decode/description.ts';
import type { AlgorithmDescription, BitsDescription, IntegerDescription, PssDescription } from '../decode/parts.ts';
import { attempt, hexOf } from '../decode/elements.ts';
import { DerReader, Tag } from '../../x509/der-reader.ts';
import { extensionLines } from './openssl/extension.ts';
import { oneLine } from './openssl/name.ts';
import { publicKeyLines } from './openssl/public-key.ts';
import { hexLines, hexNumber, labeledNumber, longName, magnitude, timeLine } from './openssl/text.ts';

/**
 * A certificate as `openssl x509 -text -noout -nameopt oneline` of OpenSSL 3.0 prints it, line by line. Other than there,
 * texts of the certificate stay on their line and steer no terminal.
 */
export function opensslCertificate(description: CertificateDescription): readonly string[] {
  const { version, serialNumber, validity, issuerUniqueId, subjectUniqueId, extensions, signature } = description;
  const known = version >= 1 && version <= 3;
  return [
    'Certificate:',
    '    Data:',
    `        Version: ${known ? `${version} (0x${version - 1})` : `Unknown (${version - 1})`}`,
    ...serialLines(serialNumber),
    ...algorithmLines(description.signatureAlgorithm, '        '),
    `        Issuer: ${oneLine(description.issuer)}`,
    '        Validity',
    `            Not Before: ${timeLine(validity.notBefore.time)}`,
    `            Not After : ${timeLine(validity.notAfter.time)}`,
    `        Subject: ${oneLine(description.subject)}`,
    '        Subject Public Key Info:',
    ...publicKeyLines(description.publicKey),
    ...uniqueIdLines('Issuer', issuerUniqueId),
    ...uniqueIdLines('Subject', subjectUniqueId),
    ...(extensions.length === 0 ? [] : ['        X509v3 extensions:']),
    ...extensions.flatMap(extensionLines),
    ...signatureLines(description.outerSignatureAlgorithm, signature),
  ];
}

function serialLines({ hex }: IntegerDescription): readonly string[] {
  const { hex: digits, isNegative } = magnitude(hex);
  const value = BigInt(`0x${digits.slice(0, 16)}`);
  const sign = isNegative ? '-' : '';
  const isLong = digits.length <= 16 && value < 2n ** 63n && !(isNegative && value === 1n);
  if (isLong) return [`        Serial Number: ${sign}${value} (${sign}0x${value.toString(16)})`];
  const [line = ''] = hexLines(digits, '', digits.length);
  return ['        Serial Number:', `            ${isNegative ? ' (Negative)' : ''}${line}`];
}

function algorithmLines({ oid, pss }: AlgorithmDescription, indent: string): readonly string[] {
  const line = `${indent}Signature Algorithm: ${longName(oid)}`;
  return isPss(oid) ? [line, ...pssLines(pss)] : [line];
}

function isPss(oid: string): boolean {
  return oid === '1.2.840.113549.1.1.10';
}

function pssLines(pss: PssDescription | undefined): readonly string[] {
  const indent = ' '.repeat(8);
  if (pss === undefined) return [`${indent}(INVALID PSS PARAMETERS)`];
  const { hash, maskGeneration, maskHash, saltLength, trailerField, defaults } = pss;
  return [
    `Hash Algorithm: ${defaults.includes('hash') ? 'sha1 (default)' : longName(hash.oid)}`,
    `Mask Algorithm: ${defaults.includes('maskGeneration') ? 'mgf1 with sha1 (default)' : `${longName(maskGeneration.oid)} with ${longName(maskHash.oid)}`}`,
    ` Salt Length: 0x${defaults.includes('saltLength') ? '14 (default)' : hexNumber(saltLength)}`,
    `Trailer Field: 0x${defaults.includes('trailerField') ? '01 (default)' : hexNumber(trailerField)}`,
  ].map((line) => indent + line);
}

function uniqueIdLines(whose: string, id: BitsDescription | undefined): readonly string[] {
  if (id === undefined) return [];
  const [first = '', ...others] = hexLines(id.hex, ' '.repeat(12), 18);
  return [`        ${whose} Unique ID: ${first}`, ...others];
}

const dsaSignatures: ReadonlySet<string> = new Set([
  '1.2.840.10040.4.3',
  '2.16.840.1.101.3.4.3.1',
  '2.16.840.1.101.3.4.3.2',
]);

function signatureLines(algorithm: AlgorithmDescription, { hex }: BitsDescription): readonly string[] {
  const title = [`    Signature Algorithm: ${longName(algorithm.oid)}`, '    Signature Value:'];
  const numbers = dsaSignatures.has(algorithm.oid) ? dsaNumbers(hex) : undefined;
  if (numbers) {
    const [r, s] = numbers;
    return [...title, ...labeledNumber('r:   ', r, ' '.repeat(8)), ...labeledNumber('s:   ', s, ' '.repeat(8))];
  }
  const parameters = isPss(algorithm.oid) ? pssLines(algorithm.pss) : [];
  return [...title, ...parameters, ...hexLines(hex, ' '.repeat(8), 18)];
}

/** The two numbers that a signature of DSA is; as OpenSSL, whatever follows them. */
function dsaNumbers(hex: string): readonly [string, string] | undefined {
  const result = attempt(() => {
    const numbers = new DerReader(Buffer.from(hex, 'hex')).enter(Tag.sequence, 'signature');
    const [r, s] = [numbers.contents(Tag.integer, 'r'), numbers.contents(Tag.integer, 's')];
    return [hexOf(r), hexOf(s)] as const;
  });
  return 'read' in result ? result.read : undefined;
}
