import type { Place } from '../place.ts';
import { catalogue } from './catalogue.ts';
import type { FindingCode } from './catalogue.ts';
import type { Finding } from './finding.ts';

/** What a rule says beside the code. */
interface Said extends Omit<Finding, 'code' | 'severity' | 'place'> {
  /** Where it is less grave, or graver, than the catalogue has it. */
  readonly severity?: Finding['severity'];
}

/** A finding as its code in the catalogue has it. */
export function say(code: FindingCode, place: Place, said: Said): Finding<FindingCode> {
  return { code, severity: catalogue[code].severity, place, ...said };
}
