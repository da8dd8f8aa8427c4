/** What somebody may write into a certificate to get at whoever looks at it. */
export const hostileSubjects: readonly string[] = [
  '[x](command:evil)',
  '![x](https://evil/x.png)',
  '<img src=x onerror=alert(1)>',
  '`````\n# [x](command:evil)',
  'https://evil.example www.evil.example a@evil.example',
  '\u{202e}\u{1b}[31m&lt;b&gt;',
  '$(trash) ~~x~~ | y |',
  'x'.repeat(20_000),
];
