import { commands, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { clientCommands } from '../shared/protocol.ts';
import { compareWith } from './compare-with.ts';
import { copyFingerprint } from './copy-fingerprint.ts';
import { explainJoinToken } from './explain-join-token.ts';
import { openView } from './open-view.ts';
import { restrictPermissions } from './restrict-permissions.ts';
import { Server } from './server.ts';
import { whenSomethingIsSeen } from './sightings.ts';

/** Called by VS Code with the first text that is opened; what is heavy waits for the first certificate or token. */
export function activate(context: ExtensionContext): void {
  const server = new Server(context);
  const seen = whenSomethingIsSeen(workspace, () => void server.start());
  context.subscriptions.push(
    server,
    seen,
    commands.registerCommand('swarmpki.explainJoinToken', explainJoinToken),
    commands.registerCommand('swarmpki.restartServer', () => server.restart()),
    commands.registerCommand(clientCommands.openView, openView),
    commands.registerCommand(clientCommands.copyFingerprint, copyFingerprint),
    commands.registerCommand(clientCommands.compareWith, (target: unknown) => compareWith(server, target)),
    commands.registerCommand(clientCommands.restrictPermissions, restrictPermissions),
  );
}
