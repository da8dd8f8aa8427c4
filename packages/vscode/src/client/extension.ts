import type { ExtensionContext } from 'vscode';
import type { Acts } from './acts/acts.ts';
import { actOnSwarms } from './acts/index.ts';
import { understandTexts } from './language/index.ts';

/**
 * Called by VS Code with the first text that is opened, so it loads next to nothing: what is heavy waits for the first
 * certificate or token, or for the first look at a swarm.
 */
export function activate(context: ExtensionContext): void {
  const server = understandTexts(context);
  let acts: Promise<Acts> | undefined;
  actOnSwarms(context, server, () => {
    acts ??= import('./swarms-part.ts').then(({ startActs }) => startActs(context, server));
    return acts;
  });
}
