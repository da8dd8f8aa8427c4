import type { Place } from '../place.ts';
import { catalogue } from './catalogue.ts';
import type { Finding, Severity } from './finding.ts';

/** What a rule says beside the code. */
interface Said extends Omit<Finding, 'code' | 'severity' | 'place'> {
  /** Where it is less grave, or graver, than the catalogue has it. */
  readonly severity?: Severity;
}

/** How findings are made whose codes are in a catalogue, with the severity that they have there. */
export function sayerOf<Code extends string>(
  entries: Readonly<Record<Code, { readonly severity: Severity }>>,
): (code: Code, place: Place, said: Said) => Finding<Code> {
  return (code, place, said) => ({ code, severity: entries[code].severity, place, ...said });
}

/** A finding as its code in the catalogue has it. */
export const say = sayerOf(catalogue);
