import type { RequestAttributeDescription, RequestDescription } from '../decode/request.ts';
import { extensionLines } from './openssl/extension.ts';
import { oneLine } from './openssl/name.ts';
import { publicKeyLines } from './openssl/public-key.ts';
import { signatureLines } from './openssl/signature.ts';
import { longName, safe } from './openssl/text.ts';

const extensionRequests: ReadonlySet<string> = new Set(['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14']);
const attributeWidth = 25;

/**
 * A request as `openssl req -text -noout -nameopt oneline` of OpenSSL 3.0 prints it, line by line. Other than there, texts
 * of the request stay on their line and steer no terminal, and a challenge password is shown only if the description has it.
 */
export function opensslRequest(description: RequestDescription): readonly string[] {
  const { version, subject, publicKey, attributes, extensions, signatureAlgorithm, signature } = description;
  const number = Number(version.decimal ?? -1);
  return [
    'Certificate Request:',
    '    Data:',
    `        Version: ${number === 0 ? '1 (0x0)' : `Unknown (${number})`}`,
    `        Subject: ${oneLine(subject)}`,
    '        Subject Public Key Info:',
    ...publicKeyLines(publicKey),
    '        Attributes:',
    ...(attributes.length === 0 ? ['            (none)'] : attributes.flatMap(attributeLines)),
    '            Requested Extensions:',
    ...extensions.flatMap(extensionLines).map((line) => `    ${line}`),
    ...signatureLines(signatureAlgorithm, signature),
  ];
}

/** Types that OpenSSL prints as they stand. */
const printed: ReadonlySet<string> = new Set([
  'PrintableString',
  'TeletexString',
  'NumericString',
  'UTF8String',
  'IA5String',
]);

function attributeLines({ oid, values, problem }: RequestAttributeDescription): readonly string[] {
  if (extensionRequests.has(oid)) return [];
  const title = `            ${longName(oid).padEnd(attributeWidth)}:`;
  if (problem !== undefined) return [`${title}unable to print attribute`];
  if (values === undefined) return [`${title}(not shown)`];
  return values.map(({ type, value }, index) => {
    const start = index === 0 ? title : `${' '.repeat(attributeWidth)}:`;
    return start + (printed.has(type) ? safe(value ?? '') : 'unable to print attribute');
  });
}
