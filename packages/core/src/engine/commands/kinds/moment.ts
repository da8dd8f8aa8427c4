import { badValue } from '../problem.ts';
import { duration } from './duration.ts';
import type { Inputs, Kind } from './kind.ts';

/** A moment, ms since epoch, or how far it is from now, ms. */
export type Moment = { readonly at: number } | { readonly distance: number };

const rfc3339 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * A moment: `2026-12-24`, RFC 3339 (in UTC, unless it says otherwise), seconds since epoch, or a length of time as Go reads it,
 * before which days may stand, `90d12h`: certificates last for days.
 */
export const moment: Kind<Moment> = {
  name: 'moment',
  read: async (text, inputs) => {
    const [, date, time, zone = 'Z'] = rfc3339.exec(text) ?? [];
    if (date !== undefined) return { at: parsed(`${date}T${time ?? '00:00'}${zone}`, text) };
    if (/^\d{9,11}(\.\d{1,9})?$/.test(text)) return { at: Math.round(Number(text) * 1_000) };
    return { distance: await distanceIn(text, inputs) };
  },
};

const day = 86_400_000;

async function distanceIn(text: string, inputs: Inputs): Promise<number> {
  const [, sign, days, rest = ''] = /^([+-]?)(?:(\d{1,6})d)?([^+-].*)?$/s.exec(text) ?? [];
  try {
    const time = rest === '' && days !== undefined ? '0' : rest;
    const distance = Number(days ?? 0) * day + (await duration.read(time, inputs, undefined)) / 1_000_000;
    return sign === '-' ? -distance : distance;
  } catch {
    throw noMoment(text);
  }
}

function parsed(iso: string, text: string): number {
  const at = Date.parse(iso);
  // Of a day that its month does not have JavaScript makes one of the next month.
  if (Number.isNaN(at) || !isDay(iso.slice(0, 10))) throw noMoment(text);
  return at;
}

function isDay(date: string): boolean {
  return new Date(Date.parse(date)).toISOString().startsWith(date);
}

function noMoment(text: string): Error {
  return badValue(
    `${JSON.stringify(text)} is neither a moment nor a length of time`,
    '2026-12-24, 2026-12-24T18:00:00Z, seconds since 1970, or a length such as 90m, 24h or 91d',
  );
}
