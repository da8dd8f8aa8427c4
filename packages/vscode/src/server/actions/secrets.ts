import * as l10n from '@vscode/l10n';
import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction } from 'vscode-languageserver';
import { clientCommands } from '../../shared/protocol.ts';
import { edit, textAction } from './context.ts';
import type { ActionContext } from './context.ts';

/** Stands for a secret, to people as to the scanner. */
const redacted = 'xxxx';

/** Takes the secret out of tokens and unlock keys; whose they are can still be told. */
export function redact(context: ActionContext): readonly CodeAction[] {
  return context.found.flatMap(({ find }) => {
    if ((find.kind !== 'join-token' && find.kind !== 'unlock-key') || find.placeholder || find.secret === undefined)
      return [];
    const title = find.kind === 'join-token' ? l10n.t('Redact the token') : l10n.t('Redact the unlock key');
    return [textAction(context, title, [edit(context, find.secret, redacted)])];
  });
}

/** Lets none but the owner open a file with a secret. */
export function restrictPermissions({ findings, commands, document }: ActionContext): readonly CodeAction[] {
  const isOpen = findings.some(({ code }) => code === 'key-readable-by-others');
  if (!isOpen || !commands.has(clientCommands.restrictPermissions)) return [];
  const title = l10n.t('Let only the owner open this file');
  const command = { title, command: clientCommands.restrictPermissions, arguments: [document.uri] };
  return [{ title, kind: CodeActionKind.QuickFix, command }];
}

/** Asks with what to compare. */
export function compareWith({ document, found: [first], commands }: ActionContext): readonly CodeAction[] {
  if (first === undefined || first.items.length === 0 || !commands.has(clientCommands.compareWith)) return [];
  const title = l10n.t('Compare with…');
  const target = { uri: document.uri, position: document.positionAt(first.find.range.start) };
  return [
    { title, kind: CodeActionKind.Empty, command: { title, command: clientCommands.compareWith, arguments: [target] } },
  ];
}
