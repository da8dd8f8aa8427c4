import type { Finding } from '../findings/finding.ts';
import type { Place } from '../place.ts';

/**
 * A finding for programs.
 *
 * @param title as its catalogue has it
 * @param placed a place for programs
 */
export function findingJson<PlaceJson>(
  { code, severity, place, reason, cure, related, facts }: Finding,
  title: string,
  placed: (place: Place) => PlaceJson,
) {
  return {
    code,
    severity,
    title,
    place: placed(place),
    reason,
    cure,
    ...(related === undefined ? {} : { related: related.map(placed) }),
    ...(facts === undefined ? {} : { facts }),
  };
}
