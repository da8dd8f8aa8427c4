import { randomBytes } from 'node:crypto';
import { Uri, env } from 'vscode';
import type { Webview } from 'vscode';

/** Where the pages lie, built. */
export function pagesOf(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'pages');
}

/**
 * Loads a page of ours into a webview: its script and its style, and nothing else, from anywhere. The script cannot make
 * markup of strings either.
 *
 * @param name of its files
 * @param title for screen readers
 */
export function loadPage(webview: Webview, extension: Uri, name: string, title: string): void {
  const pages = pagesOf(extension);
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [pages] };
  const nonce = randomBytes(18).toString('base64url');
  const file = (extensionName: string): string =>
    webview.asWebviewUri(Uri.joinPath(pages, `${name}.${extensionName}`)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  webview.html = `<!doctype html>
<html lang="${attribute(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" nonce="${nonce}" href="${attribute(file('css'))}">
</head>
<body><main id="page"></main><script nonce="${nonce}" src="${attribute(file('js'))}"></script></body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
