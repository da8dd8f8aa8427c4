import type { EngineEvent } from '../shapes/event.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import { beginsAs, hasLabels, isExactly } from './filters.ts';
import type { Filters } from './filters.ts';

/** Kinds of things by whose id or name events can be asked for. */
const kinds = ['daemon', 'container', 'plugin', 'volume', 'network', 'node', 'service', 'secret', 'config'] as const;

/** Which events are wanted. Unlike nodes' filters, Docker passes over names that it does not know. */
export function eventFilter(filters: Filters): (event: EngineEvent) => boolean {
  return ({ Type, Action, Actor, scope }) => {
    const name = Object.hasOwn(Actor.Attributes, 'name') ? (Actor.Attributes['name'] ?? '') : '';
    return (
      isExactly(filters, 'type', Type) &&
      isExactly(filters, 'event', Action) &&
      isExactly(filters, 'scope', scope) &&
      (isExactly(filters, 'image', Actor.ID) || isExactly(filters, 'image', name)) &&
      kinds.every((kind) => beginsAs(filters, kind, Actor.ID) || beginsAs(filters, kind, name)) &&
      hasLabels(filters, 'label', Actor.Attributes)
    );
  };
}

/** From when and until when events are wanted: ns since epoch. */
export interface EventSpan {
  readonly since: bigint | undefined;
  readonly until: bigint | undefined;
}

/** @throws {EngineRefusal} */
export function eventSpan(query: URLSearchParams): EventSpan {
  const [since, until] = [timestamp(query, 'since'), timestamp(query, 'until')];
  if (since !== undefined && until !== undefined && until < since) {
    throw new EngineRefusal(
      400,
      `\`since\` time (${query.get('since') ?? ''}) cannot be after \`until\` time (${query.get('until') ?? ''})`,
    );
  }
  return { since, until };
}

/** Reads `1700000000.5`, seconds since epoch. Docker's clients send times of any other form as this. */
function timestamp(query: URLSearchParams, name: string): bigint | undefined {
  const value = query.get(name) ?? '';
  if (value === '') return undefined;
  const [seconds = '', ...rest] = value.split('.');
  const fraction = rest.join('.');
  const why = whatIsWrongWith(seconds, fraction);
  if (why !== undefined) {
    const message = `invalid value for '${name}': invalid timestamp ${JSON.stringify(value)}: ${why}`;
    throw new EngineRefusal(400, message, { expected: 'seconds since 1970, and a fraction: 1700000000.5' });
  }
  return BigInt(seconds.replace('+', '')) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

/** In Docker's words. */
function whatIsWrongWith(seconds: string, fraction: string): string | undefined {
  const quoted = JSON.stringify(seconds);
  if (!/^[+-]?\d+$/.test(seconds)) return `invalid seconds ${quoted}: invalid syntax`;
  if (BigInt.asIntN(64, BigInt(seconds.replace('+', ''))) !== BigInt(seconds.replace('+', ''))) {
    return `invalid seconds ${quoted}: value out of range`;
  }
  if (fraction.length > 20) return `invalid nanoseconds: length ${fraction.length} exceeds maximum 20`;
  const place = fraction.search(/\D/);
  return place < 0 ? undefined : `invalid nanoseconds: invalid character '${fraction[place]}' at position ${place}`;
}
