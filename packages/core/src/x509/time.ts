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
  const text = reader.contents(isUtc ? Tag.utcTime : Tag.generalizedTime, what);
  const at = isUtc ? 2 : 4;
  let isForm = text.length === at + 11 && text[at + 10] === zulu;
  for (let index = 0; index < at + 10; index++) isForm &&= isDigit(text[index]);
  if (!isForm) throw malformed(`${what} is not of the form ${isUtc ? 'YYMMDDhhmmssZ' : 'YYYYMMDDhhmmssZ'}`);
  const short = twoDigits(text, at - 2);
  const year = isUtc ? short + (short < 50 ? 2000 : 1900) : twoDigits(text, 0) * 100 + short;
  const [month, day] = [twoDigits(text, at), twoDigits(text, at + 2)];
  const [hours, minutes, seconds] = [twoDigits(text, at + 4), twoDigits(text, at + 6), twoDigits(text, at + 8)];
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year);
  if (!isDate || hours > 23 || minutes > 59 || seconds > 59) {
    throw malformed(`${what} names a moment that does not exist`);
  }
  // `Date.UTC` takes the years 0 to 99 for those of the last century; 400 years later the calendar is the same.
  return Date.UTC(year + 400, month - 1, day, hours, minutes, seconds) - fourCenturies;
}

const zulu = 0x5a;
/** 400 years of the Gregorian calendar, in ms. */
const fourCenturies = 146_097 * 24 * hour;

function isDigit(character = 0): boolean {
  return character >= 0x30 && character <= 0x39;
}

function twoDigits(text: Uint8Array, at: number): number {
  return ((text[at] ?? 0) - 0x30) * 10 + (text[at + 1] ?? 0) - 0x30;
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
