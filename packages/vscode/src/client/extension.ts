import type { ExtensionContext } from 'vscode';
import { actOnSwarms } from './acts/index.ts';
import { showStandings } from './standings/index.ts';
import { understandTexts } from './language/index.ts';
import type { Server } from './language/server.ts';
import { showRotations } from './rotation/index.ts';
import type { SwarmsPart } from './swarms-part.ts';
import { showSwarms } from './swarms/index.ts';
import { showBinaries } from './viewer/index.ts';

/**
 * Called by VS Code with the first text that is opened, so it loads next to nothing: what is heavy waits for the first
 * certificate or token, or for the first look at a swarm.
 */
export function activate(context: ExtensionContext): void {
  const server = understandTexts(context);
  const swarms = onceAsked(context, server);
  showBinaries(context, server);
  showStandings(context, server);
  actOnSwarms(context, server, async () => (await swarms()).acts);
  showRotations(context, async () => (await swarms()).rotations);
  showSwarms(context, async () => (await swarms()).view);
}

/** @returns what opens all that has to do with swarms, once; where that fails, it is tried again when it is asked for again */
function onceAsked(context: ExtensionContext, server: Server): () => Promise<SwarmsPart> {
  let opened: Promise<SwarmsPart> | undefined;
  const open = async (): Promise<SwarmsPart> => {
    try {
      const part = await (await import('./swarms-part.ts')).openSwarms(context, server);
      context.subscriptions.push(part);
      return part;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  return () => (opened ??= open());
}
