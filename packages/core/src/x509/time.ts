import { Tag, malformed } from './der-reader.ts';
import type { DerReader } from './der-reader.ts';

const minute = 60_000;
const hour = 60 * minute;

/** From and until when a certificate is valid, ms since epoch, both inclusive. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What a new node certificate lasts where nothing else is said: 90 days, in ms. */
export const defaultExpiry = 2160 * hour;
/** The shortest life that may be asked for, in ms. */
export const minimumExpiry = hour;

/** A root is dated back by this much, in ms. */
const rootBackdate = 5 * minute;
/** Swarm's 20 years: 7300 days, in ms. */
const rootLifetime = 7300 * 24 * hour;
/** A leaf is dated back by this much, in ms: clocks in a swarm differ. */
export const leafBackdate = hour;

function nearestMinute(time: number): number {
  return Math.floor((time + minute / 2) / minute) * minute;
}

/** Validity of a root made now (docs/protocol.md §1.1). @param now ms since epoch */
export function rootValidity(now: number): Validity {
  const notBefore = nearestMinute(now) - rootBackdate;
  return { notBefore, notAfter: notBefore + rootLifetime };
}

/**
 * Validity of a leaf issued now (docs/protocol.md §3.1, §3.2). An expiry below the minimum is replaced by the default,
 * not raised to the minimum: so does Docker's signer.
 *
 * @param now ms since epoch
 * @param expiry ms
 */
export function leafValidity(now: number, expiry: number): Validity {
  const issued = nearestMinute(now);
  return {
    notBefore: issued - leafBackdate,
    notAfter: issued + (expiry < minimumExpiry ? defaultExpiry : expiry),
  };
}

/** Whether a certificate's Time is written as UTCTime (RFC 5280 §4.1.2.5: until 2049). */
export function isUtcTime(time: number): boolean {
  const year = new Date(time).getUTCFullYear();
  return year >= 1950 && year < 2050;
}

/** The characters of a Time, `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`. @param time ms since epoch, parts of a second are cut */
export function timeText(time: number): string {
  const text = `${new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return isUtcTime(time) ? text.slice(2) : text;
}

/**
 * Reads a Time in the one form that RFC 5280 §4.1.2.5 allows: seconds given, zone Z.
 *
 * @returns ms since epoch
 * @throws {X509Problem} `malformed-der`, also for dates that no calendar has
 */
export function readTime(reader: DerReader, what: string): number {
  const isUtc = reader.nextTag === Tag.utcTime;
  const text = Buffer.from(reader.contents(isUtc ? Tag.utcTime : Tag.generalizedTime, what)).toString('latin1');
  const parts = (isUtc ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(
    text,
  );
  if (!parts) throw malformed(`${what} is not of the form ${isUtc ? 'YYMMDDhhmmssZ' : 'YYYYMMDDhhmmssZ'}`);
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(isUtc ? year + (year < 50 ? 2000 : 1900) : year, month - 1, day);
  date.setUTCHours(hours, minutes, seconds);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hours > 23 || minutes > 59 || seconds > 59) {
    throw malformed(`${what} names a moment that does not exist`);
  }
  return date.getTime();
}
