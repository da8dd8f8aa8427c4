import type { TextRange } from '../place.ts';
import type { Find } from './find.ts';

/** The same find so many UTF-16 code units further on: all of its ranges are, and nothing else differs. */
export function moved(find: Find, by: number): Find {
  if (by === 0) return find;
  const range = rangeMoved(find.range, by);
  switch (find.kind) {
    case 'der':
      return { ...find, range };
    case 'join-token':
      return {
        ...find,
        range,
        version: find.version && rangeMoved(find.version, by),
        digest: find.digest && rangeMoved(find.digest, by),
        secret: find.secret && rangeMoved(find.secret, by),
      };
    case 'unlock-key':
      return { ...find, range, secret: find.secret && rangeMoved(find.secret, by) };
    case 'pem':
      return {
        ...find,
        range,
        begin: rangeMoved(find.begin, by),
        body: rangeMoved(find.body, by),
        end: find.end && rangeMoved(find.end, by),
        headers: find.headers.map((header) => ({ ...header, range: rangeMoved(header.range, by) })),
        damage: find.damage.map((damage) => ({ ...damage, range: rangeMoved(damage.range, by) })),
      };
  }
}

function rangeMoved({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
