import type { CertificateDescription } from '../decode/description.ts';
import type { BitsDescription, IntegerDescription } from '../decode/parts.ts';
import { extensionLines } from './openssl/extension.ts';
import { oneLine } from './openssl/name.ts';
import { publicKeyLines } from './openssl/public-key.ts';
import { algorithmLines, signatureLines } from './openssl/signature.ts';
import { hexLines, magnitude, timeLine } from './openssl/text.ts';

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

function uniqueIdLines(whose: string, id: BitsDescription | undefined): readonly string[] {
  if (id === undefined) return [];
  const [first = '', ...others] = hexLines(id.hex, ' '.repeat(12), 18);
  return [`        ${whose} Unique ID: ${first}`, ...others];
}
