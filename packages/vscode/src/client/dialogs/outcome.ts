import { commands, env, l10n, window } from 'vscode';
import { Problem, reasonOf } from '@swarmpki/core/commands';
import { harmless } from '../words/harmless.ts';
import { NodeProblem } from '../engines/node-runtime.ts';
import { linesOf } from '../words/lines.ts';

const longestSentence = 400;

/** A button, and what it does. */
export interface Button {
  readonly title: string;
  run(): unknown;
}

/** Says with what something has ended, once; buttons offer the next step. Nobody waits for an answer. */
export function tell(kind: 'info' | 'warn', text: string, buttons: readonly Button[] = []): void {
  const show = kind === 'info' ? window.showInformationMessage : window.showWarningMessage;
  void pressed(show(harmless(text, longestSentence), ...buttons.map(({ title }) => title)), buttons);
}

/** Says why something could not be done, what had been expected, and what to do next. */
export function tellProblem(title: string, error: unknown, buttons: readonly Button[] = []): void {
  const text = harmless(l10n.t('{0}: {1}', title, sentences(error)), longestSentence * 2);
  const all = [...curesOf(error), ...buttons];
  void pressed(window.showErrorMessage(text, ...all.map((button) => button.title)), all);
}

function curesOf(error: unknown): readonly Button[] {
  if (!(error instanceof NodeProblem)) return [];
  const open = (): unknown => commands.executeCommand('workbench.action.openSettings', 'swarmpki.nodePath');
  return [{ title: l10n.t('Open Setting'), run: open }];
}

/** A problem in a line; without secrets. */
function sentences(error: unknown): string {
  const { expected = '', next = '' } = error instanceof Problem ? error : {};
  const parts = [
    linesOf(reasonOf(error)).join('; '),
    ...(expected === '' ? [] : [l10n.t('Expected: {0}', linesOf(expected).join(' '))]),
    linesOf(next).join(' '),
  ];
  return parts
    .filter((part) => part !== '')
    .map(withStop)
    .join(' ');
}

function withStop(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

async function pressed(shown: Thenable<string | undefined>, buttons: readonly Button[]): Promise<void> {
  const title = await shown;
  await buttons.find((button) => button.title === title)?.run();
}

/** A secret, of which somebody wants to have a copy, or to see it this once. */
export async function offerSecret(title: string, secret: string): Promise<void> {
  const [copy, show] = [l10n.t('Copy'), l10n.t('Show Once')];
  const chosen = await window.showInformationMessage(
    l10n.t('{0}: it was not shown, and is in no log.', title),
    copy,
    show,
  );
  const shown =
    chosen === show ? await window.showInformationMessage(title, { modal: true, detail: secret }, copy) : chosen;
  if (shown === copy) await env.clipboard.writeText(secret);
}
