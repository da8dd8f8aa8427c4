/** Text in lines that leave room for an indent. @param columns of the terminal, all of them */
export function hanging(text: string, indent: number, columns: number): readonly string[] {
  const width = Math.max(columns - indent, 24);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
