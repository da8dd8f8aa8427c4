import { TokenProblem, parseJoinToken } from '@swarmpki/core/token';
import { window } from 'vscode';
import type { TextEditor } from 'vscode';

/** A join token somewhere in a text, or what was meant to be one. */
const tokenPattern = /SWMTKN-[0-9A-Za-z-]+/;

/** Says what a join token says: the one that is selected or under the cursor, else one that is asked for. */
export async function explainJoinToken(): Promise<void> {
  const token = tokenIn(window.activeTextEditor) ?? (await askForToken());
  if (token === undefined) return;
  try {
    await window.showInformationMessage(explanationOf(token), { modal: true, detail: detailOf(token) });
  } catch (error) {
    if (!(error instanceof TokenProblem)) throw error;
    const detail = [error.expected && `Expected: ${error.expected}.`, error.next].filter(Boolean).join('\n');
    await window.showErrorMessage(error.message, { modal: true, detail });
  }
}

function tokenIn(editor: TextEditor | undefined): string | undefined {
  if (!editor) return undefined;
  const { document, selection } = editor;
  const selected = document.getText(selection).trim();
  if (selected !== '') return selected;
  const range = document.getWordRangeAtPosition(selection.active, tokenPattern);
  return range && document.getText(range);
}

function askForToken(): Thenable<string | undefined> {
  return window.showInputBox({
    title: 'Explain Join Token',
    prompt: 'A join token of a Docker swarm. It is not stored, and not sent anywhere.',
    placeHolder: 'SWMTKN-1-…',
    password: true,
    ignoreFocusOut: true,
  });
}

/** @throws {TokenProblem} */
function explanationOf(token: string): string {
  const { version, fips } = parseJoinToken(token);
  return `A join token of version ${version}${fips ? ', for a swarm that demands FIPS' : ''}`;
}

/** Never shows the secret: screens are shared, and whoever has it can join. */
function detailOf(token: string): string {
  const { digest, secret } = parseJoinToken(token);
  return [
    `Root CA: sha256:${digest}`,
    'A node compares this with the root that it is served; after a root rotation both tokens are new.',
    '',
    `Secret: ${secret.length} characters, not shown.`,
    'Whoever has it can join the swarm. Whether as a worker or as a manager cannot be told from the token.',
  ].join('\n');
}
