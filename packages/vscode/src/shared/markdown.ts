/** Whatever CommonMark or its extensions could take for more than itself. */
const punctuation = /[!-/:-@[-`{-~]/g;

/** A text as it is, for markdown: each punctuation mark escaped, so that nothing in it becomes a link, HTML or emphasis. */
export function escaped(text: string): string {
  return text.replace(punctuation, '\\$&').replace(/[\r\n]+/g, ' ');
}

/** Lines as they are, in a block of their own that nothing in them can end. */
export function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${lines.map((line) => line.replace(/[\r\n]+/g, ' ')).join('\n')}\n${fence}`;
}
