/** Whether something that came from outside has a shape; of a shape a type is made. Everything has a bound. */
export type Shape<Value> = (given: unknown) => given is Value;

export type ValueOf<Of> = Of extends Shape<infer Value> ? Value : never;

/** @param most UTF-16 units */
export function text(most: number): Shape<string> {
  return (given): given is string => typeof given === 'string' && given.length <= most;
}

export const flag: Shape<boolean> = (given): given is boolean => typeof given === 'boolean';

/** Such as a moment, or an amount. */
export const finite: Shape<number> = (given): given is number => Number.isFinite(given);

/** 0 or more. */
export function whole(most = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (given): given is number => Number.isSafeInteger(given) && Number(given) >= 0 && Number(given) <= most;
}

export function oneOf<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  return (given): given is Word => words.some((word) => word === given);
}

export function list<Item>(item: Shape<Item>, most: number): Shape<readonly Item[]> {
  return (given): given is readonly Item[] => Array.isArray(given) && given.length <= most && given.every(item);
}

export function either<One, Other>(one: Shape<One>, other: Shape<Other>): Shape<One | Other> {
  return (given): given is One | Other => one(given) || other(given);
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Whole<Of extends Fields> = { readonly [Name in keyof Of]: ValueOf<Of[Name]> };

/** What has all of these fields. Others are let through, and nobody looks at them. */
export function object<const Of extends Fields>(fields: Of): Shape<Whole<Of>> {
  const entries = Object.entries(fields);
  return (given): given is Whole<Of> => isRecord(given) && entries.every(([name, shape]) => shape(given[name]));
}

/** The same, where any of them may be left out. */
export function partial<const Of extends Fields>(fields: Of): Shape<Partial<Whole<Of>>> {
  const entries = Object.entries(fields);
  return (given): given is Partial<Whole<Of>> =>
    isRecord(given) && entries.every(([name, shape]) => given[name] === undefined || shape(given[name]));
}

export function optional<Value>(shape: Shape<Value>): Shape<Value | undefined> {
  return (given): given is Value | undefined => given === undefined || shape(given);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
