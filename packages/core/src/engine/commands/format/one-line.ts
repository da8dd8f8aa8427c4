/** Somebody else's text, which may try to look like lines of ours, on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
