import { EngineRefusal } from '../shapes/refused.ts';

/** The query's `filters`: wanted values by name. A name without values filters nothing. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/**
 * Reads `{"role":["manager"]}`, and the older `{"role":{"manager":true}}`.
 *
 * @throws {EngineRefusal}
 */
export function readFilters(query: URLSearchParams): Filters {
  const given = query.get('filters') ?? '';
  if (given === '') return new Map();
  const members = membersOf(parse(given));
  const isSet = members.every(([, values]) => values === null || !Array.isArray(values));
  return new Map(members.map(([name, values]) => [name, isSet ? setIn(values) : listIn(values)]));
}

/** @throws {EngineRefusal} */
export function refuseOtherFilters(filters: Filters, accepted: ReadonlySet<string>): void {
  for (const name of filters.keys()) {
    if (!accepted.has(name)) throw new EngineRefusal(400, `invalid filter '${name}'`);
  }
}

/** Whether there is nothing wanted, or just this. */
export function isExactly(filters: Filters, name: string, value: string): boolean {
  const wanted = filters.get(name) ?? [];
  return wanted.length === 0 || wanted.includes(value);
}

/** Whether there is nothing wanted, or something that this begins with. */
export function beginsAs(filters: Filters, name: string, value: string): boolean {
  const wanted = filters.get(name) ?? [];
  return wanted.length === 0 || wanted.some((beginning) => value.startsWith(beginning));
}

/** Whether all labels that are wanted are there: `key`, or `key=value`, where an empty value is any. */
export function hasLabels(filters: Filters, name: string, labels: Readonly<Record<string, string>>): boolean {
  return (filters.get(name) ?? []).every((wanted) => {
    const [key = '', ...rest] = wanted.split('=');
    const value = rest.join('=');
    return Object.hasOwn(labels, key) && (value === '' || labels[key] === value);
  });
}

const malformed = (): EngineRefusal =>
  new EngineRefusal(400, 'invalid filter', {
    expected: 'JSON like {"role":["manager"]}',
    next: 'Send an object of lists of strings.',
  });

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw malformed();
  }
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) throw malformed();
  return Object.entries(value);
}

function setIn(values: unknown): readonly string[] {
  const members = membersOf(values);
  if (members.some(([, isWanted]) => typeof isWanted !== 'boolean')) throw malformed();
  return members.map(([value]) => value);
}

function listIn(values: unknown): readonly string[] {
  if (values === null) return [];
  if (!Array.isArray(values) || values.some((value) => typeof value !== 'string')) throw malformed();
  return values as readonly string[];
}
