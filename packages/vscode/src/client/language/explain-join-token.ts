import { TokenProblem, parseJoinToken } from '@swarmpki/core/token';
import { l10n, window } from 'vscode';
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
    const expected = error.expected === undefined ? undefined : l10n.t('Expected: {0}.', error.expected);
    const detail = [expected, error.next].filter((each) => each !== undefined).join('\n');
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
    title: l10n.t('Explain Join Token'),
    prompt: l10n.t('A join token of a Docker swarm. It is not stored, and not sent anywhere.'),
    placeHolder: 'SWMTKN-1-…',
    password: true,
    ignoreFocusOut: true,
  });
}

/** @throws {TokenProblem} */
function explanationOf(token: string): string {
  const { version, fips } = parseJoinToken(token);
  return fips
    ? l10n.t('A join token of version {0}, for a swarm that demands FIPS', version)
    : l10n.t('A join token of version {0}', version);
}

/** Never shows the secret: screens are shared, and whoever has it can join. */
function detailOf(token: string): string {
  const { digest, secret } = parseJoinToken(token);
  return [
    l10n.t('Root CA: {0}', `sha256:${digest}`),
    l10n.t('A node compares this with the root that it is served; after a root rotation both tokens are new.'),
    '',
    l10n.t('Secret: {0} characters, not shown.', secret.length),
    l10n.t('Whoever has it can join the swarm. Whether as a worker or as a manager cannot be told from the token.'),
  ].join('\n');
}
