import { commands } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { ifTrusted } from '../dialogs/restricted.ts';
import type { Server } from '../language/server.ts';
import type { Acts } from './acts.ts';
import { compareCertificates, verifyChain } from './files.ts';
import { offers } from './offers.ts';

/**
 * What can be done with a swarm, and with certificates in files: a command for each.
 *
 * @param load loads what all of it is made of: with the first of these commands, and not before
 */
export function actOnSwarms(context: ExtensionContext, server: Server, load: () => Promise<Acts>): void {
  const register = (name: string, run: (given: unknown, selected: unknown) => Promise<void>): void => {
    context.subscriptions.push(commands.registerCommand(`swarmpki.${name}`, run));
  };
  for (const { action } of offers) {
    register(
      action,
      ifTrusted(async (given, selected) => (await load()).act(action, { given, selected })),
    );
  }
  register(
    'createLab',
    ifTrusted(async () => (await load()).createLab()),
  );
  register(
    'doctor',
    ifTrusted(async (given) => (await load()).doctor(given)),
  );
  register('verifyChain', (given) => verifyChain(server, given));
  register('compareCertificates', (given, selected) => compareCertificates(server, given, selected));
}
