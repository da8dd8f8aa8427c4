import { printable } from '../../../printable.ts';
import { opensslNameOf } from '../../decode/oid-names.ts';

/** OpenSSL's long name of an OID, or the OID. */
export function longName(oid: string): string {
  return opensslNameOf(oid)?.long ?? oid;
}

/** Somebody's text, all of it, on one line. */
export function safe(text: string): string {
  return printable(text, longestText);
}

/** No text of a certificate is longer than a certificate that is described. */
const longestText = 1024 * 1024;

/** `00:9b:a9:…`, so many bytes a line, each line indented. A line that another follows ends with a colon. */
export function hexLines(hex: string, indent: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < hex.length; at += width * 2) {
    const isLast = at + width * 2 >= hex.length;
    lines.push(`${indent}${colons(hex.slice(at, at + width * 2))}${isLast ? '' : ':'}`);
  }
  return lines;
}

/** `aabb` as `aa:bb` */
function colons(hex: string): string {
  return hex.replace(/..(?=.)/g, '$&:');
}

/** `AA:BB` */
export function upperColons(hex: string): string {
  return colons(hex.toUpperCase());
}

/** Bytes as text: whatever is no printable ASCII is a dot. */
export function dotted(hex: string): string {
  return Buffer.from(hex, 'hex')
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
}

/** The amount of an INTEGER, without needless zeros, and whether it is negative. @param hex two's complement */
export function magnitude(hex: string): { readonly hex: string; readonly isNegative: boolean } {
  const isNegative = Number.parseInt(hex[0] ?? '0', 16) >= 8;
  const digits = (isNegative ? negated(hex) : hex).replace(/^(00)+(?=.)/, '');
  return { hex: digits, isNegative };
}

/** Two's complement of the other sign, byte by byte: numbers of any length are as quick as their length. */
function negated(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  let carry = 1;
  for (let at = bytes.length - 1; at >= 0; at--) {
    const sum = (~(bytes[at] ?? 0) & 0xff) + carry;
    bytes[at] = sum & 0xff;
    carry = sum >> 8;
  }
  return bytes.toString('hex');
}

/** `label 65537 (0x10001)`, or the label and lines of hexadecimal for a number of more than 64 bits. */
export function labeledNumber(label: string, hex: string, indent: string): readonly string[] {
  const { hex: digits, isNegative } = magnitude(hex);
  const value = BigInt(`0x${digits.slice(0, 16) || '0'}`);
  if (digits.length <= 16) {
    if (value === 0n) return [`${indent}${label} 0`];
    const sign = isNegative ? '-' : '';
    return [`${indent}${label} ${sign}${value} (${sign}0x${value.toString(16)})`];
  }
  const padded = digits[0] !== undefined && digits[0] >= '8' ? `00${digits}` : digits;
  return [`${indent}${label}${isNegative ? ' (Negative)' : ''}`, ...hexLines(padded, `${indent}    `, 15)];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `May  5 09:37:37 2011 GMT`. @param time ms since epoch @param withMs with parts of a second */
export function timeLine(time: number, withMs = false): string {
  const date = new Date(time);
  const [day, clock = ''] = [String(date.getUTCDate()).padStart(2), date.toISOString().split('T')[1]];
  const shown = clock.slice(0, withMs ? 12 : 8);
  return `${months[date.getUTCMonth()]} ${day} ${shown} ${date.getUTCFullYear()} GMT`;
}

/** A small number in whole bytes: `01` */
export function hexNumber(value: number): string {
  const digits = value.toString(16).toUpperCase();
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}
