import { EngineRefusal } from '../shapes/refused.ts';

const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falseWords = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);
const politeNo = new Set(['', '0', 'no', 'false', 'none']);

/** A switch in Go's strict words; nothing is false (docs/protocol.md §11.1). @throws {EngineRefusal} */
export function strictBoolean(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? '';
  if (trueWords.has(value)) return true;
  if (value === '' || falseWords.has(value)) return false;
  throw new EngineRefusal(400, `invalid value for ${name}: ${value}`);
}

/** A switch that is on unless it says otherwise (docs/protocol.md §11.1). */
export function lenientBoolean(query: URLSearchParams, name: string): boolean {
  return !politeNo.has((query.get(name) ?? '').trim().toLowerCase());
}

/**
 * The `version` that an update was made from (docs/protocol.md §11.6).
 *
 * @param what is updated: `swarm`, `node`
 * @throws {EngineRefusal}
 */
export function versionOf(query: URLSearchParams, what: string): number {
  const value = query.get('version') ?? '';
  const refuse = (why: string): EngineRefusal =>
    new EngineRefusal(
      400,
      `invalid ${what} version '${value}': strconv.ParseUint: parsing ${JSON.stringify(value)}: ${why}`,
    );
  if (!/^\d+$/.test(value)) throw refuse('invalid syntax');
  if (BigInt(value) >= 2n ** 64n) throw refuse('value out of range');
  return Number(value);
}
