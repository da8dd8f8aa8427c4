import { parseJoinToken } from '@swarmpki/core/lab';

/** What no terminal should get from a certificate: control characters, and those that turn the direction of text. */
const unprintable = /[\p{Cc}\p{Cf}]/gu;

/** Text from outside, safe to print. */
export function printable(text: string): string {
  return text.replace(unprintable, '\u{fffd}');
}

/** The beginning of a digest or identifier, enough to compare by eye. */
export function short(hex: string): string {
  return hex.slice(0, 12);
}

/** A join token without its secret. */
export function maskToken(token: string): string {
  const { secret } = parseJoinToken(token);
  return token.replace(secret, `[secret of ${secret.length} characters]`);
}

/** A day, `2027-02-22`. @param time ms since epoch */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Whole days, or hours below two days. @param ms a length of time */
export function span(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

/** `1 node`, `2 nodes`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
