/** What terminals and editors act upon, and JSON lets stand: control characters, and those that turn text round. */
const harmful = /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu;

/**
 * JSON as Go writes it for people: members as they come, nothing escaped for HTML. What could harm whoever looks at it is
 * escaped; for whoever reads it that is the same.
 *
 * @param indent of each level; none for one line
 */
export function goJson(value: unknown, indent?: string): string {
  return (JSON.stringify(value, undefined, indent) ?? 'null').replace(harmful, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
