/** Controls, what turns text round or is not seen, line separators, and halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * A text of somebody else's as a part of a sentence of ours: one line, without anything that a terminal or an editor
 * would obey, and not longer than need be. Whoever puts it into markdown or HTML has to escape it for that as well.
 *
 * @param most characters; what is longer ends with `…`
 */
export function printable(text: string, most = 200): string {
  const start = text.slice(0, most * 2);
  const characters = Array.from(start);
  const shown = characters.slice(0, most).join('').replace(unprintable, escaped);
  return characters.length > most || start.length < text.length ? `${shown}…` : shown;
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
