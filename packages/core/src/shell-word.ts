/**
 * A word of a command that is printed to be typed: as it is, or in quotes where a shell would make something else of it. Ids and
 * addresses come from engines, which may be hostile.
 */
export function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
