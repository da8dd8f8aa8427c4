import type { ExtensionContext } from 'vscode';
import { understandTexts } from './language/index.ts';

/**
 * Called by VS Code with the first text that is opened, so it loads next to nothing: what is heavy waits for the first
 * certificate or token, or for the first look at a swarm.
 */
export function activate(context: ExtensionContext): void {
  understandTexts(context);
}
