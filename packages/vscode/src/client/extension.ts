import { commands } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { explainJoinToken } from './explain-join-token.ts';

/** Called by VS Code when a command of ours is first used. */
export function activate(context: ExtensionContext): void {
  context.subscriptions.push(commands.registerCommand('swarmpki.explainJoinToken', explainJoinToken));
}
