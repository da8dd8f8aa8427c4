import { ShapeProblem } from './problem.ts';

/**
 * How a value stands in JSON, both ways. Reading follows Go's `encoding/json`, by which Docker reads: names of members in
 * any case, unknown ones passed over, absent and `null` as the zero value. Whoever sends may be hostile: everything has a
 * bound, and a name like `__proto__` is a name like any other.
 */
export interface Codec<Value> {
  /** @param at where it stands, for an error: `Spec.CAConfig.NodeCertExpiry` @throws {ShapeProblem} */
  read(json: unknown, at: string): Value;
  write(value: Value): unknown;
  readonly zero: Value;
  /** Whether Go leaves it out where it says `omitempty`. */
  isEmpty(value: Value): boolean;
}

/** The value that a codec is for. */
export type ValueOf<Of> = Of extends Codec<infer Value> ? Value : never;

/** The longest list, and the most members of a record, that is read. */
const mostEntries = 100_000;

export const text: Codec<string> = {
  read: (json, at) => scalar(json, at, 'string', ''),
  write: (value) => value,
  zero: '',
  isEmpty: (value) => value === '',
};

const goZeroTime = '0001-01-01T00:00:00Z';

/** RFC 3339. Nothing is Go's zero time: a Go client cannot read an empty text as a time. */
export const time: Codec<string> = {
  read: (json, at) => scalar(json, at, 'string', goZeroTime),
  write: (value) => value || goZeroTime,
  zero: goZeroTime,
  isEmpty: () => false,
};

export const boolean: Codec<boolean> = {
  read: (json, at) => scalar(json, at, 'boolean', false),
  write: (value) => value,
  zero: false,
  isEmpty: (value) => !value,
};

/**
 * A whole number of Go's. Beyond 2^53 it is as near as a number comes to it, which is near enough for nanoseconds, but
 * never more than `most`: what was read could not be written back.
 *
 * @param rounded what the highest numbers of Go's are rounded up to when they are parsed
 */
function wholeNumber(least: number, most: number, rounded = most): Codec<number> {
  return {
    read: (json, at) => {
      const value = scalar(json, at, 'number', 0);
      if (!Number.isInteger(value) || value < least || value > rounded) {
        throw malformed(at, `a whole number from ${least} to ${most}`, json);
      }
      return Math.min(value, most);
    },
    write: (value) => value,
    zero: 0,
    isEmpty: (value) => value === 0,
  };
}

/** Of nanoseconds, and of whatever may be negative. */
export const integer = wholeNumber(-(2 ** 63), 2 ** 63 - 2 ** 10, 2 ** 63);
export const uint64 = wholeNumber(0, 2 ** 64 - 2 ** 11, 2 ** 64);
export const uint32 = wholeNumber(0, 2 ** 32 - 1);

/** One of some words. What else may come is read as it is: an engine may be newer than this program. */
export function word<Word extends string>(zero: Word): Codec<Word | (string & {})> {
  return { ...text, zero };
}

/** A list; an empty one is written as Go writes it, `null`. */
export function list<Item>(of: Codec<Item>): Codec<readonly Item[]> {
  return {
    read: (json, at) => {
      if (json === undefined || json === null) return [];
      if (!Array.isArray(json) || json.length > mostEntries) throw malformed(at, 'an array', json);
      return json.map((item, index) => of.read(item, `${at}[${index}]`));
    },
    write: (value) => (value.length === 0 ? null : value.map((item) => of.write(item))),
    zero: [],
    isEmpty: (value) => value.length === 0,
  };
}

/** Members of any name. */
export function record<Value>(of: Codec<Value>): Codec<Readonly<Record<string, Value>>> {
  return {
    read: (json, at) => Object.fromEntries(membersOf(json, at).map(([name, value]) => [name, of.read(value, at)])),
    write: (value) => Object.fromEntries(Object.entries(value).map(([name, member]) => [name, of.write(member)])),
    zero: {},
    isEmpty: (value) => Object.keys(value).length === 0,
  };
}

/** A pointer of Go's: `undefined` where nothing stands, and left out then. */
export function optional<Value>(of: Codec<Value>): OmittedCodec<Value | undefined> {
  return {
    read: (json, at) => (json === undefined || json === null ? undefined : of.read(json, at)),
    write: (value) => (value === undefined ? undefined : of.write(value)),
    zero: undefined,
    isEmpty: (value) => value === undefined,
    omitted: true,
  };
}

/** What is left out when it is empty: `omitempty`. */
export function omitEmpty<Value>(of: Codec<Value>): OmittedCodec<Value> {
  return { ...of, omitted: true };
}

interface OmittedCodec<Value> extends Codec<Value> {
  readonly omitted: true;
}

type Fields = Readonly<Record<string, Codec<unknown>>>;
type ObjectOf<Of> = { readonly [Name in keyof Of]: ValueOf<Of[Name]> };

/** Members by name, in the order in which they are written. Plain loops: there may be ten thousand nodes. */
export function object<Of extends Fields>(fields: Of): Codec<ObjectOf<Of>> {
  const entries = Object.entries(fields);
  const places = new Map(entries.map(([name], place) => [name, place]));
  const placesInLowerCase = new Map(entries.map(([name], place) => [name.toLowerCase(), place]));
  const zero = Object.fromEntries(entries.map(([name, of]) => [name, of.zero])) as ObjectOf<Of>;
  return {
    read: (json, at) => {
      const members = membersIn(json, at);
      const given: unknown[] = entries.map(() => undefined);
      for (const name of Object.keys(members)) {
        const place = places.get(name) ?? placesInLowerCase.get(name.toLowerCase());
        if (place !== undefined) given[place] = members[name];
      }
      const prefix = at === '' ? '' : `${at}.`;
      const read: Record<string, unknown> = {};
      entries.forEach(([name, of], place) => {
        read[name] = of.read(given[place], prefix + name);
      });
      return read as ObjectOf<Of>;
    },
    write: (value) => {
      const members = value as Readonly<Record<string, unknown>>;
      const written: Record<string, unknown> = {};
      for (const [name, of] of entries) {
        const member = members[name];
        if (!('omitted' in of) || !of.isEmpty(member)) written[name] = of.write(member);
      }
      return written;
    },
    zero,
    // Go never leaves out a struct.
    isEmpty: () => false,
  };
}

/** Under which what is not known of an object is kept. */
const unknownMembers = Symbol('unknown members');

/**
 * Members by name, and others that are kept as they are: settings are read, changed and sent back as a whole, and those of a
 * newer engine are not to get lost on that way. A copy by `{ ...value }` keeps them too.
 */
export function openObject<Of extends Fields>(fields: Of): Codec<ObjectOf<Of>> {
  const known = object(fields);
  const names = new Set(Object.keys(fields).map((name) => name.toLowerCase()));
  return {
    ...known,
    read: (json, at) => {
      const read = known.read(json, at);
      const others = membersOf(json, at).filter(([name]) => !names.has(name.toLowerCase()));
      return others.length === 0 ? read : { ...read, [unknownMembers]: Object.fromEntries(others) };
    },
    write: (value) => {
      const others: unknown = Reflect.get(value, unknownMembers);
      return { ...(known.write(value) as object), ...(others as object | undefined) };
    },
  };
}

function membersOf(json: unknown, at: string): readonly (readonly [string, unknown])[] {
  return Object.entries(membersIn(json, at));
}

/** @returns what was parsed, as it is: its own members alone are the object's */
function membersIn(json: unknown, at: string): Readonly<Record<string, unknown>> {
  if (json === undefined || json === null) return {};
  if (typeof json !== 'object' || Array.isArray(json)) throw malformed(at, 'an object', json);
  if (Object.keys(json).length > mostEntries) throw malformed(at, `an object of at most ${mostEntries} members`, json);
  return json as Readonly<Record<string, unknown>>;
}

interface Scalars {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

function scalar<Kind extends keyof Scalars>(json: unknown, at: string, kind: Kind, zero: Scalars[Kind]): Scalars[Kind] {
  if (json === undefined || json === null) return zero;
  if (typeof json !== kind) throw malformed(at, `a ${kind}`, json);
  return json as Scalars[Kind];
}

/** The value itself is not repeated: it may be a secret, and as long as it likes. */
function malformed(at: string, expected: string, json: unknown): ShapeProblem {
  const kind = Array.isArray(json) ? 'an array' : typeof json === 'object' ? 'an object' : `a ${typeof json}`;
  return new ShapeProblem('malformed', `${at === '' ? 'the body' : at.slice(0, 200)} is ${kind}`, { expected });
}
