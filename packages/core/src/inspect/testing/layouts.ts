/** A way in which PEM lies in files; whatever it is, the same is found. */
export interface Layout {
  readonly name: string;
  /** @param pem lines that end with LF */
  readonly lay: (pem: string) => string;
}

function eachLine(pem: string, change: (line: string, index: number) => string): string {
  return pem
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => `${change(line, index)}\n`)
    .join('');
}

function withBreaks(pem: string, lineBreak: string): string {
  return pem.replaceAll('\n', lineBreak);
}

function wrapped(text: string, width: number): string[] {
  const lines = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
  return lines;
}

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

export const layouts: readonly Layout[] = [
  { name: 'a file', lay: (pem) => pem },
  { name: 'a file without a last line break', lay: (pem) => pem.trimEnd() },
  { name: 'CR LF', lay: (pem) => withBreaks(pem, '\r\n') },
  { name: 'CR alone', lay: (pem) => withBreaks(pem, '\r') },
  { name: 'a byte order mark', lay: (pem) => `\u{feff}${pem}` },
  { name: 'trailing blanks and tabs', lay: (pem) => eachLine(pem, (line) => `${line} \t `) },
  { name: 'text before and behind', lay: (pem) => `subject=CN=swarm-ca\n\n${pem}\nthat was it\n` },
  { name: 'a literal block of YAML', lay: (pem) => `tls.crt: |\n${eachLine(pem, (line) => `    ${line}`)}other: 1\n` },
  {
    name: 'a folded block of YAML',
    lay: (pem) => `- content: >-\n${eachLine(pem, (line) => `\t\t${line}\n`)}- path: /etc\n`,
  },
  { name: 'JSON', lay: (pem) => JSON.stringify({ name: 'a', certificate: pem, other: 1 }) },
  { name: 'JSON with CR LF', lay: (pem) => JSON.stringify({ certificate: withBreaks(pem, '\r\n') }, undefined, 2) },
  { name: 'JSON in JSON', lay: (pem) => JSON.stringify({ log: JSON.stringify({ pem }) }) },
  { name: 'JSON in JSON in JSON', lay: (pem) => JSON.stringify(JSON.stringify({ log: JSON.stringify({ pem }) })) },
  { name: 'JSON with escaped slashes', lay: (pem) => JSON.stringify(pem).replaceAll('/', String.raw`\/`) },
  { name: 'JSON with escaped plus signs', lay: (pem) => JSON.stringify(pem).replaceAll('+', String.raw`\u002B`) },
  { name: '.env, escaped', lay: (pem) => `A=1\nCERT="${withBreaks(pem, String.raw`\n`)}"\nB=2\n` },
  { name: '.env, on many lines', lay: (pem) => `A=1\nCERT='${pem.trimEnd()}'\nB=2\n` },
  { name: 'a variable without its line breaks', lay: (pem) => `CERT="${withBreaks(pem.trimEnd(), ' ')}"\n` },
  { name: 'a here document', lay: (pem) => `cat > /etc/ca.crt <<'EOF'\n${pem}EOF\n` },
  { name: 'a diff that adds', lay: (pem) => `@@ -0,0 +1 @@\n${eachLine(pem, (line) => `+${line}`)}` },
  { name: 'a diff that removes', lay: (pem) => `@@ -1 +0,0 @@\n${eachLine(pem, (line) => `-${line}`)}` },
  { name: 'a diff for people', lay: (pem) => eachLine(pem, (line) => `+ ${line}`) },
  { name: 'a quotation', lay: (pem) => `> as follows:\n>\n${eachLine(pem, (line) => `> ${line}`)}` },
  { name: 'a comment', lay: (pem) => eachLine(pem, (line) => `  # ${line}`) },
  {
    name: 'a log with the time on each line',
    lay: (pem) =>
      eachLine(pem, (line, index) => `2024-05-0${index % 9}T11:22:0${index}.12Z node-1 dockerd[${9 + index}]: ${line}`),
  },
  {
    name: "Docker's json-file log",
    lay: (pem) =>
      eachLine(
        pem,
        (line, index) =>
          `{"log":"${line}\\n","stream":"stdout","time":"2024-05-01T11:22:${String(index).padStart(2, '0')}.12${index}Z"}`,
      ),
  },
  { name: 'output of docker compose', lay: (pem) => eachLine(pem, (line) => `web-1  | ${line}`) },
  { name: 'strings that C joins', lay: (pem) => `char ca[] =\n${eachLine(pem, (line) => `"${line}\\n"`)};` },
  {
    name: 'strings that Java joins',
    lay: (pem) => `String ca = ${eachLine(pem, (line) => `    "${line}\\n" +`)}    "";`,
  },
  { name: 'an array of strings', lay: (pem) => `["${pem.trimEnd().split('\n').join('",\n  "')}"]` },
  { name: 'lines that a shell joins', lay: (pem) => `CA="${eachLine(pem, (line) => `${line}\\n\\`)}"` },
  { name: 'a string of YAML on many lines', lay: (pem) => `ca: "${eachLine(pem, (line) => `  ${line}\\n\\`)}  "` },
  { name: "a table's row", lay: (pem) => `| ca | \`${withBreaks(pem, String.raw`\n`)}\` |` },
  { name: 'base64 in a Kubernetes secret', lay: (pem) => `data:\n  tls.crt: ${base64(pem)}\n  tls.key: AAAA\n` },
  {
    name: 'base64 in lines',
    lay: (pem) =>
      `data:\n  tls.crt: |\n${eachLine(wrapped(base64(pem), 76).join('\n'), (line) => `    ${line}`)}x: 1\n`,
  },
  { name: 'base64 in lines, escaped', lay: (pem) => JSON.stringify({ data: wrapped(base64(pem), 64).join('\n') }) },
];
