import { commands } from 'vscode';
import type { ExtensionContext } from 'vscode';
import type { Server } from '../language/server.ts';
import type { ShownStandings } from './standings-part.ts';

/** Shows how files stand, beside their names, in the status bar, and of the one in front: from when the server knows of any. */
export function showStandings(context: ExtensionContext, server: Server): void {
  let shown: Promise<ShownStandings> | undefined;
  const show = async (): Promise<ShownStandings> => {
    const { ShownStandings } = await import('./standings-part.ts');
    const made = new ShownStandings();
    context.subscriptions.push(made);
    return made;
  };
  context.subscriptions.push(
    server.onStandings((standings) => void (shown ??= show()).then((each) => each.take(standings))),
    commands.registerCommand('swarmpki.showStandings', async () => {
      await server.start();
      await (await (shown ??= show())).pick();
    }),
  );
}
