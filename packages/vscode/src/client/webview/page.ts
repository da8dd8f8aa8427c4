import { randomBytes } from 'node:crypto';
import { Uri, env, workspace } from 'vscode';
import type { Webview } from 'vscode';

/**
 * Loads a page of ours into a webview: its script and its style, and nothing else, from anywhere. Both come within it, so that
 * it asks for nothing. The script cannot make markup of strings either.
 *
 * @param name of its files
 * @param title for screen readers
 */
export async function loadPage(webview: Webview, extension: Uri, name: string, title: string): Promise<void> {
  const [script, style] = await Promise.all(
    ['js', 'css'].map((kind) => textOf(Uri.joinPath(extension, 'dist', 'pages', `${name}.${kind}`))),
  );
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [] };
  const nonce = randomBytes(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  webview.html = `<!doctype html>
<html lang="${escaped(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body><main id="page"></main><script nonce="${nonce}">${script}</script></body>
</html>`;
}

/** Shows a sentence in a webview, and nothing else. */
export function saySentence(webview: Webview, sentence: string): void {
  webview.options = { enableScripts: false, enableForms: false, localResourceRoots: [] };
  webview.html = `<!doctype html>
<html lang="${escaped(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
</head>
<body><p>${escaped(sentence)}</p></body>
</html>`;
}

/** @throws Error for one that would end where nobody meant it to */
async function textOf(file: Uri): Promise<string> {
  const text = new TextDecoder().decode(await workspace.fs.readFile(file));
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`${file.path} cannot be written into a page`);
  return text;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
