import type { ExtensionContext } from 'vscode';
import { showStandings } from './editors/index.ts';
import { understandTexts } from './language/index.ts';
import { showBinaries } from './viewer/index.ts';

/**
 * Called by VS Code with the first text that is opened, so it loads next to nothing: what is heavy waits for the first
 * certificate or token, or for the first look at a swarm.
 */
export function activate(context: ExtensionContext): void {
  const server = understandTexts(context);
  showBinaries(context, server);
  showStandings(context, server);
}
