import { l10n, window } from 'vscode';
import { harmless } from '../words/harmless.ts';
import type { ViewedDocument } from './viewed-document.ts';

/** So often in a row a password is tried: whoever does not know it by then may ask whoever made the file. */
const mostTries = 5;

/** Asks for the password of a file until one opens it, until nobody wants any more, or too often. It is kept nowhere. */
export async function askPassword(document: ViewedDocument, name: string): Promise<void> {
  const input = window.createInputBox();
  input.title = l10n.t('Open {0}', harmless(name));
  input.prompt = l10n.t('The password of this PKCS #12 file. It is not stored, and never leaves this machine.');
  input.password = true;
  let tries = 0;
  await new Promise<void>((resolve) => {
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    input.onDidHide(() => resolve());
    input.onDidAccept(async () => {
      const password = input.value;
      if (input.busy) return;
      input.busy = true;
      input.enabled = false;
      tries++;
      await document.read(password);
      input.busy = false;
      input.enabled = true;
      if (document.view?.lock === undefined) return input.hide();
      input.value = '';
      if (tries >= mostTries) {
        input.hide();
        await window.showWarningMessage(
          l10n.t(
            '{0} passwords have not opened {1}. Ask whoever made the file for its password.',
            tries,
            harmless(name),
          ),
        );
        return;
      }
      input.validationMessage = l10n.t('This password does not open it. Mind capitals and spaces, and try again.');
    });
    input.show();
  });
  input.dispose();
}
