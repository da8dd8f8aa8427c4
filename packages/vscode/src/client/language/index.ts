import { commands, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { clientCommands } from '../../shared/protocol.ts';
import { compareWith } from './compare-with.ts';
import { copyFingerprint } from './copy-fingerprint.ts';
import { explainJoinToken } from './explain-join-token.ts';
import { openSample } from './open-sample.ts';
import { openView } from './open-view.ts';
import { restrictPermissions } from './restrict-permissions.ts';
import { Server } from './server.ts';
import { whenSomethingIsSeen } from './sightings.ts';

/** Understands what stands in texts: the language server from the first certificate or token on, and the commands that it names. */
export function understandTexts(context: ExtensionContext): Server {
  const server = new Server(context);
  context.subscriptions.push(
    server,
    // That it could not be started was said by VS Code's client.
    whenSomethingIsSeen(workspace, () => void server.start().catch(() => undefined)),
    commands.registerCommand('swarmpki.explainJoinToken', explainJoinToken),
    commands.registerCommand('swarmpki.openSample', () => openSample(context)),
    commands.registerCommand('swarmpki.restartServer', () => server.restart()),
    commands.registerCommand(clientCommands.openView, openView),
    commands.registerCommand(clientCommands.copyFingerprint, copyFingerprint),
    commands.registerCommand(clientCommands.compareWith, (target: unknown) => compareWith(server, target)),
    commands.registerCommand(clientCommands.restrictPermissions, restrictPermissions),
  );
  return server;
}
