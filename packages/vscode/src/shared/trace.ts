import { hash } from 'node:crypto';

/** So much of a trace's first line is kept: `Sending request 'textDocument/hover - (3)'.` */
const longestHead = 200;
/** What the first line of a trace consists of, contents of messages left out. */
const head =
  /^(?:\[[^\]\n]{0,40}\] )?(?:Sending|Received) (?:request|response|notification) '[$a-z][\w/]{0,60}(?: - \([\w-]{1,60}\))?'(?: in \d+ms)?\.?/;

/** Of what may carry a password there is nothing at all: it could be guessed, and a hash would say whether that is right. */
const untold = /'swarmpki\/viewFile\b/;

/**
 * A trace of messages without what they carry: of their parameters and results it says the length and a hash, by which two can
 * be told apart. Documents with keys and tokens pass through every trace of a language server.
 *
 * @param text as `vscode-jsonrpc` writes it, in a line or more
 */
export function withoutContents(text: string): string {
  const said = head.exec(text.slice(0, longestHead))?.[0] ?? '';
  const rest = text.slice(said.length).trim();
  if (rest === '' || untold.test(said)) return said;
  return `${said} ${rest.length} characters, sha256 ${hash('sha256', rest, 'hex').slice(0, 16)}`.trim();
}
