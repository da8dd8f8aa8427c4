import type { Item } from '../../items/item.ts';
import type { Material } from '../material.ts';
import type { TextRange } from '../../place.ts';

/**
 * The sources in which something else stands than what was found: a script, a page, a log. What is alone in its file is what
 * that file is for.
 */
export function sourcesWithOtherText(material: Material): ReadonlySet<string> {
  return new Set(
    material.sources.flatMap(({ name, contents }) =>
      typeof contents === 'string' && hasOtherText(contents, material.itemsIn(name)) ? [name] : [],
    ),
  );
}

function hasOtherText(text: string, items: readonly Item[]): boolean {
  const ranges = items
    .flatMap(({ find, place }) => find?.range ?? place.range ?? [])
    .toSorted((a, b) => a.start - b.start);
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at && isOther(text.slice(at, start))) return true;
    at = Math.max(at, end);
  }
  return isOther(text.slice(at));
}

/** White space, a byte order mark, and parameters of a curve before its key belong to what was found. */
function isOther(text: string): boolean {
  return /[^\s\uFEFF]/.test(
    text.replace(/-----BEGIN EC PARAMETERS-----[\sA-Za-z0-9+/=]{0,400}-----END EC PARAMETERS-----/g, ''),
  );
}

/** What stands before something in its text, so many characters of it. */
export function textBefore(material: Material, source: string, range: TextRange, length: number): string {
  const contents = material.source(source)?.contents;
  return typeof contents === 'string' ? contents.slice(Math.max(0, range.start - length), range.start) : '';
}
