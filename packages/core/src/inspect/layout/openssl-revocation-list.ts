import type { IntegerDescription } from '../decode/parts.ts';
import type { RevocationListDescription, RevokedDescription } from '../decode/revocation-list.ts';
import { extensionLines } from './openssl/extension.ts';
import { oneLine } from './openssl/name.ts';
import { algorithmLines, signatureLines } from './openssl/signature.ts';
import { magnitude, timeLine } from './openssl/text.ts';

/**
 * A revocation list as `openssl crl -text -noout -nameopt oneline` of OpenSSL 3.0 prints it, line by line. Entries beyond
 * those that are described are counted in a line of their own.
 */
export function opensslRevocationList(description: RevocationListDescription): readonly string[] {
  const { version, signatureAlgorithm, issuer, thisUpdate, nextUpdate, revoked, entries, extensions } = description;
  const isKnown = version === 1 || version === 2;
  return [
    'Certificate Revocation List (CRL):',
    `        Version ${isKnown ? `${version} (0x${version - 1})` : `unknown (${version - 1})`}`,
    ...algorithmLines(signatureAlgorithm, '        '),
    `        Issuer: ${oneLine(issuer)}`,
    `        Last Update: ${timeLine(thisUpdate.time)}`,
    `        Next Update: ${nextUpdate === undefined ? 'NONE' : timeLine(nextUpdate.time)}`,
    ...(extensions.length === 0 ? [] : ['        CRL extensions:']),
    ...extensions.flatMap(extensionLines),
    revoked === 0 ? 'No Revoked Certificates.' : 'Revoked Certificates:',
    ...entries.flatMap(entryLines),
    ...(revoked > entries.length ? [`    ... and ${revoked - entries.length} more`] : []),
    ...signatureLines(description.outerSignatureAlgorithm, description.signature),
  ];
}

function entryLines({ serialNumber, revocationDate, extensions }: RevokedDescription): readonly string[] {
  if (serialNumber === undefined || revocationDate === undefined) return ['    Serial Number: <INVALID>'];
  return [
    ...serialText(serialNumber).map((line, index) => (index === 0 ? `    Serial Number: ${line}` : line)),
    `        Revocation Date: ${timeLine(revocationDate.time)}`,
    ...(extensions.length === 0 ? [] : ['        CRL entry extensions:']),
    ...extensions.flatMap(extensionLines),
  ];
}

const bytesOnALine = 35;

/** Lines that another follows end with a backslash. */
function serialText({ hex }: IntegerDescription): readonly string[] {
  const { hex: digits, isNegative } = magnitude(hex);
  const lines = digits.toUpperCase().match(new RegExp(`.{1,${bytesOnALine * 2}}`, 'g')) ?? [''];
  return lines.map(
    (line, index) => `${index === 0 && isNegative ? '-' : ''}${line}${index < lines.length - 1 ? '\\' : ''}`,
  );
}
